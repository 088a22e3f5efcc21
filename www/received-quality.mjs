// Data quality as the collector sees it: counts of what arrived, made by the collector's own rules, to
// compare with the tracker's report. It holds names and counts, and no personal data. The collector serves it
// under /quality; tests call it too. The comparison itself is in assets/quality/differences.js.
import { planRows } from "../scripts/build/plan-rows.mjs";
import { planName } from "../pkg/tools/index.js";

const FOREVER = "forever";

/**
 * The report over `received`, which are the collector's messages. Copies under one id count once.
 *
 * `{plan, events: {name: {received, copies, wrong}}, properties: {name: {property: {required, given,
 * possible}}}, violations: {code: count}, repeats, identity: {events, stitched, checkouts, ordered}}`.
 * `repeats` counts orders, refunds and cancellations that came under more than one id.
 */
export function receivedQuality(received, plan) {
  const entries = received.filter(({ message }) => typeof message === "object" && message);
  const rows = planRows(plan);
  const report = {
    plan: plan.version,
    events: {},
    properties: {},
    violations: {},
    repeats: 0,
    identity: countIdentity(
      entries.filter(({ duplicate }) => !duplicate),
      plan,
    ),
  };
  const naturalKeys = new Set();
  for (const entry of entries) {
    const { message, duplicate } = entry;
    const event = findEvent(plan, message.type === "track" ? message.event : message.type);
    const name = event?.name ?? (message.type === "track" ? publicName(message.event) : message.type);
    countMessage(report, name, entry);
    if (duplicate || !event || message.type !== "track") continue;
    countProperties(report, { message, event, rows, plan });
    if (event.natural_key.scope !== FOREVER) continue;
    const values = event.natural_key.properties.map((property) => message.properties?.[property]);
    const key = [name, ...values].join("|");
    if (naturalKeys.has(key)) report.repeats += 1;
    naturalKeys.add(key);
  }
  return report;
}

/** The event of the plan with this name, in either naming. */
function findEvent(plan, name) {
  const inPlan = planName(name);
  return inPlan && plan.events.find((event) => event.name === inPlan);
}

function countMessage(report, name, { verdict, duplicate }) {
  const counts = (report.events[name] ??= { received: 0, copies: 0, wrong: 0 });
  if (duplicate) {
    counts.copies += 1;
    return;
  }
  counts.received += 1;
  if (!verdict.ok) counts.wrong += 1;
  for (const { code } of verdict.problems) report.violations[code] = (report.violations[code] ?? 0) + 1;
}

/** Counts which properties of the event and of its lines are given. */
function countProperties(report, { message, event, rows, plan }) {
  const isSemantic = message.event !== event.name;
  const given = (values, list) => (property) => isGiven(valueOf(values, list, property, isSemantic));
  countGiven(report, event.name, rows.events[event.name], given(message.properties, event.properties));
  if (!event.properties.some(({ name }) => name === "line_items")) return;
  const lines = valueOf(message.properties, event.properties, "line_items", isSemantic);
  if (!Array.isArray(lines)) return;
  for (const line of lines) countGiven(report, "line_items[]", rows.line, given(line, plan.line_item));
}

function countGiven(report, name, { required, optional }, given) {
  const properties = (report.properties[name] ??= {});
  for (const property of [...required, ...optional]) {
    const counts = (properties[property] ??= {
      required: required.includes(property),
      given: 0,
      possible: 0,
    });
    counts.possible += 1;
    if (given(property)) counts.given += 1;
  }
}

/**
 * Counts events, events stitched to a person, checkouts, and checkouts that ended in an order. A shopper is
 * an anonymous id here, as a browser sees one. The first identify of an id stitches the events before it to a
 * person. An order ends the checkout that its shopper started last.
 */
function countIdentity(entries, plan) {
  const counts = { events: 0, stitched: 0, checkouts: 0, ordered: 0 };
  const shoppers = new Map();
  const inTime = entries
    .map(({ message }) => message)
    .sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
  for (const { type, event, anonymousId } of inTime) {
    if (!shoppers.has(anonymousId)) {
      shoppers.set(anonymousId, { eventsBefore: 0, isKnown: false, isAtCheckout: false });
    }
    const shopper = shoppers.get(anonymousId);
    if (type === "identify") {
      if (!shopper.isKnown) counts.stitched += shopper.eventsBefore;
      shopper.isKnown = true;
      continue;
    }
    counts.events += 1;
    shopper.eventsBefore += 1;
    const name = findEvent(plan, event)?.name;
    if (name === "checkout_started" && !shopper.isAtCheckout) {
      shopper.isAtCheckout = true;
      counts.checkouts += 1;
    }
    if (name === "order_completed" && shopper.isAtCheckout) {
      shopper.isAtCheckout = false;
      counts.ordered += 1;
    }
  }
  return counts;
}

/**
 * The name, or "(other)" for a text that could be personal data in the place of a name. The tracker has the
 * same rule.
 */
function publicName(name) {
  const text = typeof name === "string" ? name.trim() : "";
  return /^[a-z][\w .:-]{0,59}$/i.test(text) && !/\d{4}/.test(text) ? text : "(other)";
}

/** The value under the plan's name, or, on an event with a semantic name, under Customer.io's name. */
function valueOf(values, list, property, isSemantic) {
  const semanticName = isSemantic && list.find(({ name }) => name === property)?.semantic;
  return values?.[semanticName] ?? values?.[property];
}

function isGiven(value) {
  return (
    value !== undefined &&
    value !== null &&
    !(typeof value === "string" && !value.trim()) &&
    !(Array.isArray(value) && !value.length)
  );
}
