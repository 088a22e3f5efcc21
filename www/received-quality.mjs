// Data quality as the collector sees it: counted from what arrived, by its own rules, to stand beside what the tracker says.
import { planRows } from "../scripts/build/plan-rows.mjs";
import { findEvent } from "./plan-check.mjs";

const FOREVER = "forever";

/**
 * The report over `entries`, the collector's messages (copies under one id count once): `{plan, events: {name: {received, copies, wrong}},
 * properties: {name: {property: {required, given, possible}}}, violations: {code: count}, repeats, identity: {events, stitched, checkouts,
 * ordered}}`. `repeats` are orders, refunds and cancellations that came under more than one id. It holds names and counts alone.
 */
export function receivedQuality(entries, plan) {
  entries = entries.filter(({ message }) => typeof message === "object" && message);
  const rows = planRows(plan);
  const first = entries.filter(({ duplicate }) => !duplicate);
  const report = {
    plan: plan.version,
    events: {},
    properties: {},
    violations: {},
    repeats: 0,
    identity: identity(first, plan),
  };
  const keys = new Set();
  for (const { message, verdict, duplicate } of entries) {
    const event = findEvent(plan, message.type === "track" ? message.event : message.type);
    const name = event?.name ?? (message.type === "track" ? publicName(message.event) : message.type);
    const counts = (report.events[name] ??= { received: 0, copies: 0, wrong: 0 });
    if (duplicate) {
      counts.copies += 1;
      continue;
    }
    counts.received += 1;
    if (!verdict.ok) counts.wrong += 1;
    for (const { code } of verdict.problems) report.violations[code] = (report.violations[code] ?? 0) + 1;
    if (!event || message.type !== "track") continue;
    const semantic = message.event !== event.name;
    const given = (of, list) => (property) => isGiven(valueOf(of, list, property, semantic));
    complete(report, name, rows.events[name], given(message.properties, event.properties));
    const lines =
      event.properties.some(({ name }) => name === "line_items") &&
      valueOf(message.properties, event.properties, "line_items", semantic);
    if (Array.isArray(lines))
      for (const line of lines) complete(report, "line_items[]", rows.line, given(line, plan.line_item));
    if (event.natural_key.scope === FOREVER) {
      const key = [
        name,
        ...event.natural_key.properties.map((property) => message.properties?.[property]),
      ].join("|");
      if (keys.has(key)) report.repeats += 1;
      keys.add(key);
    }
  }
  return report;
}

function complete(report, name, { required, optional }, given) {
  const into = (report.properties[name] ??= {});
  for (const property of [...required, ...optional]) {
    const counts = (into[property] ??= { required: required.includes(property), given: 0, possible: 0 });
    counts.possible += 1;
    if (given(property)) counts.given += 1;
  }
}

/**
 * A shopper is an anonymous id here, as a browser sees them. What came before that id's first identify was stitched to a person by it; an
 * order ends the checkout that its shopper started last.
 */
function identity(entries, plan) {
  const counts = { events: 0, stitched: 0, checkouts: 0, ordered: 0 };
  const shoppers = new Map();
  const inTime = entries
    .map(({ message }) => message)
    .sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
  for (const { type, event, anonymousId } of inTime) {
    if (!shoppers.has(anonymousId)) shoppers.set(anonymousId, { before: 0, known: false, atCheckout: false });
    const shopper = shoppers.get(anonymousId);
    if (type === "identify") {
      if (!shopper.known) counts.stitched += shopper.before;
      shopper.known = true;
      continue;
    }
    counts.events += 1;
    shopper.before += 1;
    const name = findEvent(plan, event)?.name;
    if (name === "checkout_started" && !shopper.atCheckout) {
      shopper.atCheckout = true;
      counts.checkouts += 1;
    }
    if (name === "order_completed" && shopper.atCheckout) {
      shopper.atCheckout = false;
      counts.ordered += 1;
    }
  }
  return counts;
}

/** As pkg-template/src/parts/quality.js: not what looks like data in a name's place. */
function publicName(name) {
  const text = typeof name === "string" ? name.trim() : "";
  return /^[a-z][\w .:-]{0,59}$/i.test(text) && !/\d{4}/.test(text) ? text : "(other)";
}

/** By the plan's own name, or on an event under its semantic name by Customer.io's. */
function valueOf(of, list, property, semantic) {
  const other = semantic && list.find(({ name }) => name === property)?.semantic;
  return of?.[other] ?? of?.[property];
}

function isGiven(value) {
  return (
    value !== undefined &&
    value !== null &&
    !(typeof value === "string" && !value.trim()) &&
    !(Array.isArray(value) && !value.length)
  );
}
