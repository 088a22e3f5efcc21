// Part `destination`: sends to a pipeline that speaks Segment's HTTP API instead of Customer.io's browser
// endpoint, as JSON with the key in an Authorization header. Both need a preflight where the pipeline has
// another origin, and no beacon can carry them: a page that is being left sends by keepalive fetch too.
import { request } from "../transport.js";
import { toJson } from "./shared/json.js";

/**
 * @import { OptionError, PageTracker, ReadOptions, Transmit } from "../types.js"
 */

/** @type {[option: string, pattern: RegExp, allowed: string][]} */
const ALLOWED = [
  ["destination", /^segment$/, "segment"],
  // No default: the shop knows where its pipeline is, and Customer.io's own endpoint takes no such request.
  ["endpoint", /./, "the whole address of the pipeline's /v1/batch"],
];

/**
 * `{transmit}` in the place of the transport's own, or `{errors}` about the options.
 *
 * @param {PageTracker} shop
 * @param {ReadOptions} options
 * @returns {{ transmit: Transmit } | { errors: OptionError[] }}
 */
export default function destination(shop, options) {
  const errors = ALLOWED.filter(([option, pattern]) => !pattern.test(String(options[option] ?? ""))).map(
    ([option, , allowed]) => ({ option, allowed }),
  );
  if (errors.length) return { errors };
  const headers = {
    "content-type": "application/json",
    authorization: "Basic " + toBase64(String(options.writeKey) + ":"),
  };
  // A request that the pipeline's CORS rules refuse looks like a network that is down, and only the shop can
  // mend it: with `debug` the console says so, once.
  let canWarn = /^(true)?$/.test(String(options.debug ?? "-"));
  return {
    transmit(message, report) {
      const { url, beacon, signal } = message;
      message.body = withoutKey(message.body);
      request(url, { body: message.body, headers, signal }, beacon, (status, ...rest) => {
        if (status === 0 && canWarn && !beacon && navigator.onLine !== false) {
          console.warn(
            "shoptrail: no answer from",
            url,
            "- does it allow this origin, POST, and the headers authorization and content-type?",
          );
          canWarn = false;
        }
        // A pipeline that has answered once accepts this origin.
        if (status) canWarn = false;
        report(status, ...rest);
      });
    },
  };
}

/**
 * The body without the key: it is in the header, and belongs in no event of a warehouse.
 *
 * @param {string} body
 */
function withoutKey(body) {
  const envelope = JSON.parse(body);
  for (const item of [envelope, ...envelope.batch]) delete item.writeKey;
  return toJson(envelope);
}

/**
 * Base64 of the text's UTF-8 bytes: `btoa` takes one byte a character.
 *
 * @param {string} text
 */
function toBase64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
