// The wire contract: what Customer.io's browser endpoint requires of a request and of each message in it. It
// is written from the documented limits and does not share code with the tracker's core, so that a test can
// find a difference. Customer.io answers 200 to messages that it then discards; here each such message gets a
// verdict with the reason. The collector and the tests call it.
import { checkPlan } from "./plan-check.mjs";

// Below the 64 KiB that a browser allows a page for all keepalive requests in flight.
export const REQUEST_LIMIT_BYTES = 60_000;
export const ITEM_LIMIT_BYTES = 32_000;
export const EVENT_NAME_LIMIT_BYTES = 100;
export const USER_ID_LIMIT_BYTES = 150;
export const ATTRIBUTE_NAME_LIMIT_BYTES = 150;
export const ATTRIBUTE_VALUE_LIMIT_BYTES = 1000;
export const ATTRIBUTES_LIMIT = 300;

/** Event names that Customer.io treats as commands instead of recording an event. */
export const RESERVED_EVENTS = new Set([
  "Device Created or Updated",
  "Device Deleted",
  "User Deleted",
  "User Suppressed",
  "User Unsuppressed",
  "Relationship Deleted",
  "Object Deleted",
  "Report Delivery Event",
  "Report Content Event",
  "Application Installed",
  "Application Opened",
  "Application Uninstalled",
]);
/** Event properties that override the settings of a campaign. */
export const RESERVED_PROPERTIES = ["recipient", "from_address", "reply_to"];

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;
// Headers that a page would have to set itself. Each needs a preflight:
// https://fetch.spec.whatwg.org/#cors-safelisted-request-header
const CUSTOM_HEADERS = [
  "authorization",
  "x-strict-mode",
  "x-write-key",
  "x-requested-with",
  "content-encoding",
];

/**
 * Checks one request. `{problems, envelope}`: the envelope is the parsed body, or null when it is not a JSON
 * object.
 */
export function checkRequest({ method = "POST", path = "/v1/b", headers = {}, body = "" }) {
  const problems = [];
  const say = reporter(problems);
  if (method === "OPTIONS") {
    say(
      "preflight",
      "",
      "the browser had to ask for permission first: send a string body as text/plain and no custom header",
    );
    return { problems, envelope: null };
  }
  if (method !== "POST") say("method", "", `${method} instead of POST`);
  if (path.split("?")[0] !== "/v1/b") say("path", "", `${path} instead of /v1/b`);
  const type = (headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();
  if (type !== "text/plain")
    say("content_type", "content-type", `"${type}" instead of text/plain, which needs a preflight`);
  for (const name of CUSTOM_HEADERS)
    if (name in headers) say("own_header", name, "needs a preflight, and a beacon cannot carry it");
  const bytes = Buffer.byteLength(body);
  if (bytes > REQUEST_LIMIT_BYTES)
    say("request_too_large", "", `${bytes} bytes, allowed ${REQUEST_LIMIT_BYTES}`);

  let envelope = null;
  try {
    envelope = JSON.parse(body);
  } catch (error) {
    say("not_json", "", error.message);
  }
  if (!isObject(envelope)) {
    if (!problems.some((problem) => problem.code === "not_json"))
      say("not_an_object", "", "the body is not an object");
    return { problems, envelope: null };
  }
  if (!isText(envelope.writeKey)) say("write_key", "writeKey", "missing or not a text");
  if (!ISO.test(envelope.sentAt)) say("timestamp", "sentAt", "missing or not ISO 8601 in UTC");
  if (!Array.isArray(envelope.batch) || !envelope.batch.length) say("batch", "batch", "missing or empty");
  const rest = { ...envelope, batch: undefined };
  for (const nullPath of nullsIn(rest)) say("null", nullPath, "leave out what is unknown");
  return { problems, envelope };
}

/**
 * Checks one message against the wire contract and, when a plan is given, against the tracking plan. With
 * `keyInBody: false` the message must not hold a write key.
 */
export function checkMessage(message, { plan = null, writeKey, keyInBody = true } = {}) {
  const problems = [];
  const say = reporter(problems);
  if (!isObject(message)) {
    say("not_an_object", "", "the message is not an object");
    return { ok: false, problems };
  }
  const bytes = Buffer.byteLength(JSON.stringify(message));
  if (bytes > ITEM_LIMIT_BYTES) say("item_too_large", "", `${bytes} bytes, allowed ${ITEM_LIMIT_BYTES}`);
  for (const path of nullsIn(message)) say("null", path, "leave out what is unknown");
  for (const path of pollutingKeysIn(message))
    say("polluting_key", path, "could change the prototype of an object");
  checkEnvelope(message, say);
  if (!keyInBody && "writeKey" in message) say("write_key", "writeKey", "belongs in the header");
  else if (keyInBody && !isText(message.writeKey)) say("write_key", "writeKey", "missing or not a text");
  else if (writeKey && message.writeKey !== writeKey)
    say("write_key", "writeKey", "differs from the request's");
  if (message.type === "track") checkTrack(message, say);
  else if (message.type === "identify") checkIdentify(message, say);
  else if (message.type === "page") checkPage(message, say);
  else say("type", "type", `"${message.type}" is not one of track, identify, page`);
  if (plan) checkPlan(message, plan, say);
  return { ok: problems.length === 0, problems };
}

function checkEnvelope(message, say) {
  if (!ULID.test(message.messageId)) say("message_id", "messageId", "missing or not a ULID");
  if (!UUID.test(message.anonymousId)) say("anonymous_id", "anonymousId", "missing or not a UUID");
  for (const name of ["timestamp", "sentAt"]) {
    if (!ISO.test(message[name]) || Number.isNaN(Date.parse(message[name])))
      say("timestamp", name, "missing or not ISO 8601 in UTC");
  }
  if ("userId" in message) {
    if (!isText(message.userId)) say("user_id", "userId", "leave it out, or set a text");
    else if (Buffer.byteLength(message.userId) > USER_ID_LIMIT_BYTES)
      say("user_id", "userId", `longer than ${USER_ID_LIMIT_BYTES} bytes`);
    else if (message.userId === message.anonymousId)
      say("user_id", "userId", "the id of a device does not name a person");
  }
  if (!isObject(message.context)) say("context", "context", "missing or not an object");
}

function checkTrack(message, say) {
  const { event, properties } = message;
  if (!isText(event)) say("event", "event", "missing or not a text");
  else {
    if (Buffer.byteLength(event) > EVENT_NAME_LIMIT_BYTES)
      say("event", "event", `longer than ${EVENT_NAME_LIMIT_BYTES} bytes`);
    if (event !== event.trim()) say("event", "event", "begins or ends with a space");
    if (RESERVED_EVENTS.has(event)) say("reserved_event", "event", `"${event}" is reserved by Customer.io`);
  }
  if (!isObject(properties)) return say("properties", "properties", "missing or not an object");
  checkProperties(properties, say);
}

function checkPage(message, say) {
  if (!isObject(message.properties)) return say("properties", "properties", "missing or not an object");
  if (!isText(message.properties.url))
    say("page_url", "properties.url", "missing: Customer.io uses it as the name of the page");
  checkProperties(message.properties, say);
}

function checkProperties(properties, say) {
  for (const name of RESERVED_PROPERTIES) {
    if (name in properties)
      say("reserved_property", `properties.${name}`, "overrides the settings of a campaign");
  }
  for (const name of Object.keys(properties)) {
    if (!name || Buffer.byteLength(name) > ATTRIBUTE_NAME_LIMIT_BYTES) {
      say(
        "property_name",
        `properties.${name.slice(0, 40)}`,
        `a name has 1 to ${ATTRIBUTE_NAME_LIMIT_BYTES} bytes`,
      );
    }
  }
}

function checkIdentify(message, say) {
  const { traits } = message;
  if (!isObject(traits)) return say("traits", "traits", "missing or not an object");
  if (!("userId" in message) && !isText(traits.email) && !isText(traits.phone)) {
    say("identify_nobody", "userId", "no userId, email or phone: Customer.io ignores it");
  }
  const names = Object.keys(traits);
  if (names.length > ATTRIBUTES_LIMIT)
    say("too_many_attributes", "traits", `${names.length}, allowed ${ATTRIBUTES_LIMIT}`);
  for (const name of names) {
    const path = `traits.${name.slice(0, 40)}`;
    if (!name || Buffer.byteLength(name) > ATTRIBUTE_NAME_LIMIT_BYTES) {
      say("attribute_name", path, `a name has 1 to ${ATTRIBUTE_NAME_LIMIT_BYTES} bytes`);
    }
    if (typeof traits[name] === "string" && Buffer.byteLength(traits[name]) > ATTRIBUTE_VALUE_LIMIT_BYTES) {
      say("attribute_value", path, `longer than ${ATTRIBUTE_VALUE_LIMIT_BYTES} bytes`);
    }
    if (name === "anonymous_id" || name === "cio_id")
      say("reserved_attribute", path, "is reserved by Customer.io");
  }
}

function reporter(problems) {
  return (code, path, message) => void problems.push({ code, path, message });
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value) {
  return typeof value === "string" && value.trim() !== "";
}

/** The paths of every null, at any depth. */
function nullsIn(value) {
  const found = [];
  walk(value, "", (path, part) => part === null && found.push(path));
  return found;
}

function pollutingKeysIn(value) {
  const found = [];
  walk(value, "", (path, part, key) => /^(__proto__|constructor|prototype)$/.test(key) && found.push(path));
  return found;
}

// Its own stack instead of recursion: a body nested a million levels deep must not crash the collector.
function walk(root, rootPath, visit) {
  const todo = [[rootPath, root, ""]];
  while (todo.length) {
    const [path, value, key] = todo.pop();
    visit(path, value, key);
    if (typeof value !== "object" || value === null) continue;
    for (const [name, part] of Object.entries(value)) {
      todo.push([Array.isArray(value) ? `${path}[${name}]` : path ? `${path}.${name}` : name, part, name]);
    }
  }
}
