// Data quality, as the tracker sees it: how many events were taken, how complete they were, what was refused and why, and whether an
// order is the order of the shopper who went to check out. `diagnostics().quality` gives it.
//
// It holds names, counts and codes alone: no value of a property or trait, no address. It lives as long as the tab, over its pages.
import plan from "shoptrail:plan";
import { whereabouts } from "./shared/whereabouts.js";

const KEY = "shoptrail.quality";
// A theme may invent names without end.
const MAX_NAMES = 60;
// Of messages whose way is followed; older ones have arrived, or are counted as dropped.
const MAX_FOLLOWED = 1000;
const MAX_LINES = 1000;
const SAVE_MS = 200;

const known = new Set(plan.names);

/** Watches `shop`; `heard` are the notices from before: `[[type, notice]]`. */
export default function (shop, options, heard) {
  const own = shop.methods.diagnostics;
  let tally = restore();
  let timer,
    leaving,
    granted = own().on;

  shop.methods.diagnostics = () => {
    const said = own();
    return { ...said, quality: report(tally, said) };
  };
  if (!tally.who.id) look(tally.who, own);
  // Who is known only since one of these calls was not while they were made.
  if (tally.who.fresh && heard.some(([, { method, result }]) => method === "identify" && result.messageId))
    tally.who.known = false;
  for (const [type, notice] of heard) hear(type, notice);
  for (const type of ["call", "drop"]) shop.on(type, (notice) => hear(type, notice));
  // Who withdraws consent is counted no more, and what was counted is forgotten.
  shop.on("consent", ({ analytics }) => {
    if (analytics === "denied" || (granted && analytics !== "granted")) tally = fresh();
    granted = analytics === "granted";
  });
  addEventListener("pagehide", () => {
    leaving = true;
    save();
  });
  addEventListener("pageshow", (event) => {
    leaving = false;
    // Back from the back/forward cache: other pages of this tab have counted since.
    if (event.persisted) tally = restore();
  });

  function hear(type, notice) {
    try {
      if (type === "call") call(tally, notice, own);
      if (type === "drop") drop(tally, notice);
    } catch (error) {
      // What sessionStorage held was not ours.
      tally = fresh();
    }
    if (leaving) save();
    else timer = timer || setTimeout(save, SAVE_MS);
  }

  function save() {
    clearTimeout(timer);
    timer = 0;
    try {
      // Off, or without consent, nothing is kept.
      if (own().on) sessionStorage[KEY] = JSON.stringify(tally);
    } catch (error) {
      // Blocked or full: then it lives as long as the page.
    }
  }
}

function fresh() {
  return {
    format: 1,
    since: Date.now(),
    events: {},
    lines: { taken: 0, refused: 0, given: {} },
    violations: {},
    places: {},
    drops: {},
    followed: [],
    who: { events: 0, anonymous: 0, stitched: 0, checkouts: 0, ordered: 0 },
  };
}

function restore() {
  try {
    const kept = JSON.parse(sessionStorage[KEY]);
    return kept.format === 1 ? kept : fresh();
  } catch (error) {
    return fresh();
  }
}

function call(tally, { method, args, result }, own) {
  const { who } = tally;
  const { ok, reason, messageId, violations = [] } = result;
  const name = slot(tally.events, method === "track" ? publicName(args[0]) : method);
  for (const { code, path } of violations) {
    count(tally.violations, code);
    count(tally.places, name + " " + publicPath(path) + " " + code);
  }
  if (method === "identify" || method === "reset" || !who.id) look(who, own);
  // An identify that says nothing new is no message.
  if (method === "reset" || (method === "identify" && ok && !messageId)) return;
  const fate = reason === "repeat" ? "repeats" : ok ? "taken" : "refused";
  const event = row(tally.events, name);
  event[fate]++;
  if (fate === "repeats") return;
  if (method === "track") complete(tally, event, name, args[1], fate);
  if (!ok) return;
  tally.followed.push([messageId, name]);
  if (tally.followed.length > MAX_FOLLOWED) tally.followed.shift();
  if (method === "identify") return;
  who.events++;
  if (!who.known) who.anonymous++;
  if (name === "checkout_started" && !who.checkout) {
    who.checkout = 1;
    who.checkouts++;
  }
  if (name === "order_completed" && who.checkout) {
    who.checkout = 0;
    who.ordered++;
  }
}

/** Who the shopper is now: what was tracked before a person was known is theirs once they are; another person's checkout is not. */
function look(who, own) {
  const { anonymousId, state } = own().identity || {};
  who.fresh = !who.id;
  if (who.id && who.id !== anonymousId) who.anonymous = who.checkout = 0;
  who.id = anonymousId;
  who.known = state === "known";
  if (!who.known) return;
  who.stitched += who.anonymous;
  who.anonymous = 0;
}

function drop(tally, { messageId, reason }) {
  count(tally.drops, reason);
  const followed = tally.followed.find(([id]) => id === messageId);
  if (!followed) return;
  tally.followed.splice(tally.followed.indexOf(followed), 1);
  row(tally.events, followed[1]).dropped++;
}

/** Notes which properties of the plan the storefront gave. */
function complete(tally, event, name, properties, fate) {
  const rows = has(plan.events, name) && plan.events[name];
  if (!rows) return;
  const lines = rows.required.concat(rows.optional).includes("line_items")
    ? value(properties, "line_items") || value(properties, "products")
    : 0;
  const list = Array.isArray(lines) ? lines.slice(0, MAX_LINES) : [];
  for (const property of rows.required.concat(rows.optional)) {
    const isGiven =
      given(value(properties, property)) ||
      (property === "line_items" && given(lines)) ||
      (property === "currency" && list.some((line) => given(value(line, property))));
    if (isGiven) give(event.given, property, fate);
  }
  for (const line of list) {
    tally.lines[fate]++;
    for (const property of plan.line.required.concat(plan.line.optional))
      if (given(value(line, property))) give(tally.lines.given, property, fate);
  }
}

/** The report: shapes and meanings in `index.d.ts`. */
function report(tally, { messages }) {
  const where = whereabouts(messages);
  const waits = {};
  for (const followed of tally.followed) {
    const [id, name, hasLeft] = followed;
    if (hasLeft) continue;
    // What has left and was not dropped was taken by the collector.
    if (where(id)) waits[name] = (waits[name] || 0) + 1;
    else followed[2] = 1;
  }
  const events = {},
    properties = {};
  for (const name in tally.events) {
    const { taken, refused, repeats, dropped, given } = tally.events[name];
    const waiting = waits[name] || 0;
    events[name] = { taken, refused, repeats, waiting, dropped, delivered: taken - waiting - dropped };
    if (has(plan.events, name) && taken + refused)
      properties[name] = completeness(plan.events[name], given, taken + refused);
  }
  const { taken, refused, given } = tally.lines;
  if (taken + refused) properties["line_items[]"] = completeness(plan.line, given, taken + refused);
  const repeats = Object.keys(events).reduce((sum, name) => sum + events[name].repeats, 0);
  const { events: all, stitched, checkouts, ordered } = tally.who;
  return {
    plan: plan.version,
    since: new Date(tally.since).toISOString(),
    events,
    properties,
    violations: { ...tally.violations },
    places: { ...tally.places },
    repeats,
    identity: { events: all, stitched, checkouts, ordered },
    drops: { ...tally.drops },
  };
}

function completeness({ required, optional }, given, possible) {
  const out = {};
  for (const name of required.concat(optional)) {
    const [taken, refused] = given[name] || [0, 0];
    out[name] = { required: required.includes(name), given: taken + refused, possible, taken };
  }
  return out;
}

function slot(of, name) {
  return has(of, name) || Object.keys(of).length < MAX_NAMES ? name : "(other)";
}

function row(events, name) {
  if (!has(events, name)) events[name] = { taken: 0, refused: 0, repeats: 0, dropped: 0, given: {} };
  return events[name];
}

function give(into, name, fate) {
  into[name] = into[name] || [0, 0];
  into[name][fate === "taken" ? 0 : 1]++;
}

function count(into, name) {
  name = slot(into, name);
  into[name] = (has(into, name) ? into[name] : 0) + 1;
}

function has(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name);
}

/** A property's value without running a getter of the page's. */
function value(of, name) {
  try {
    const property = Object.getOwnPropertyDescriptor(Object(of), name);
    return property && (property.get ? true : property.value);
  } catch (error) {
    // A proxy that throws.
  }
}

/** As the core sees it: something is in it. */
function given(value) {
  return (
    value !== undefined &&
    value !== null &&
    !(typeof value === "string" && !value.trim()) &&
    !(Array.isArray(value) && !value.length)
  );
}

/** An event's name; not what looks like data in its place. */
function publicName(name) {
  const text = typeof name === "string" ? name.trim() : "";
  return has(plan.events, text) || (/^[a-z][\w .:-]{0,59}$/i.test(text) && !/\d{4}/.test(text))
    ? text
    : "(other)";
}

/** `line_items[3].price` → `line_items[].price`; a name that is not of the plan may itself be data. */
function publicPath(path) {
  const parts = path.replace(/\[\d+\]/g, "[]").split(".");
  return parts
    .map((part) => (part.split("/").every((name) => !name || known.has(name.replace("[]", ""))) ? part : "…"))
    .join(".");
}
