// The recipes can be built: they name only what the tracking plan has, and compare only comparable values.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { recipesMarkdown } from "../../pkg-template/src/cli/recipes-markdown.js";

const read = (name) => readFileSync(new URL(`../../pkg-template/${name}`, import.meta.url), "utf8");
const plan = JSON.parse(read("plan.json"));
const recipes = JSON.parse(read("recipes.json"));

const NUMBERS = ["money", "quantity", "number", "count"];
const COMPARISONS = {
  given: () => true,
  equal: () => true,
  at_least: (type) => NUMBERS.includes(type),
  before_days_ago: (type) => type === "date",
  after_days_ago: (type) => type === "date",
};
const CONSENT = { email: ["email", "email_consent"], sms: ["phone", "sms_consent"] };

const people = new Map((plan.people ?? plan.attributes).map((row) => [row.name, row]));
const propertiesOf = (event) => plan.events.find(({ name }) => name === event)?.properties ?? [];
const typeOf = (event, name) => propertiesOf(event).find((row) => row.name === name)?.type;

/** The faults of recipes, one line each. The functions below report one to `report(…words)`. */
function problems({ segments, journeys }) {
  const found = [];
  const report = (...words) => found.push(words.join(" "));
  const segmentIds = segments.map(({ id }) => id);
  for (const segment of segments) checkSegment(report, segment);
  for (const journey of journeys) checkJourney(report, journey, segmentIds);
  return found;
}

function checkSegment(report, { id, name, doc, match, conditions, parameters }) {
  if (![id, name, doc].every(Boolean) || !/^(all|any)$/.test(match) || !conditions?.length)
    report(id, "is incomplete");
  for (const row of conditions ?? []) checkCondition(report, id, row, { parameters });
}

function checkJourney(report, journey, segmentIds) {
  const { id, trigger, audience, exit, holdout } = journey;
  if (!isComplete(journey)) report(id, "is incomplete");
  if (trigger.event ? !propertiesOf(trigger.event).length : !segmentIds.includes(trigger.segment))
    report(id, "unknown trigger", trigger.event ?? trigger.segment);
  for (const row of [...audience, ...exit]) checkCondition(report, id, row, { trigger });
  if (!exit.some(({ event }) => /^order_/.test(event))) report(id, "goes on after an order");
  if (!(holdout.percent > 0 && holdout.percent < 100)) report(id, "has no holdout");
  if (!(holdout.measure.within_days > 0)) report(id, "measures for no time");
  checkProperty(report, id, holdout.measure.event, holdout.measure.value);
  checkSteps(report, journey);
  for (const channel of journey.channels) checkChannel(report, id, channel, trigger);
}

function isComplete({ id, name, outcome, doc, trigger, audience, exit, holdout, reentry, steps, channels }) {
  const texts = [id, name, outcome, doc];
  const lists = [exit, steps, channels];
  return (
    [...texts, trigger, audience, holdout, reentry?.after_days].every(Boolean) &&
    lists.every((list) => list?.length)
  );
}

function checkSteps(report, { id, trigger, steps, channels }) {
  const known = channels.map(({ channel }) => channel);
  for (const { channel, after_hours, says, uses = [], uses_attributes = [], where } of steps) {
    if (!known.includes(channel)) report(id, "has no rule for", channel);
    if (!(after_hours >= 0) || !says) report(id, "has an incomplete step");
    for (const used of uses) checkProperty(report, id, trigger.event, used);
    for (const used of uses_attributes) if (!people.has(used)) report(id, "unknown attribute", used);
    checkWhere(report, id, trigger.event, { rows: where });
  }
}

function checkChannel(report, id, { channel, requires = [], at_most }, trigger) {
  for (const row of requires) checkCondition(report, `${id} ${channel}`, row, { trigger });
  if (!(at_most?.messages > 0 && at_most?.days > 0)) report(id, channel, "has no limit");
  for (const needed of CONSENT[channel] ?? ["?"])
    if (!requires.some(({ attribute }) => attribute === needed))
      report(id, channel, "does not require", needed);
}

/** A condition on an attribute, or on an event of some time. A journey's condition has its trigger. */
function checkCondition(report, at, row, { parameters = {}, trigger } = {}) {
  if (row.attribute) {
    if (!people.has(row.attribute)) return report(at, "unknown attribute", row.attribute);
    const { type } = people.get(row.attribute);
    return checkComparison(report, `${at} ${row.attribute}`, row, type, parameters);
  }
  if (!propertiesOf(row.event).length) return report(at, "unknown event", row.event);
  checkWhere(report, at, row.event, { rows: row.where, parameters });
  if (row.same) for (const event of [row.event, trigger.event]) checkProperty(report, at, event, row.same);
  if (!trigger && !(row.within_days > 0)) report(at, row.event, "without a time");
  if (!trigger && (row.at_least ?? row.at_most) === undefined) report(at, row.event, "without a number");
}

function checkWhere(report, at, event, { rows = [], parameters = {} }) {
  for (const row of rows) {
    const type = checkProperty(report, at, event, row.property);
    checkComparison(report, `${at} ${row.property}`, row, type, parameters);
  }
}

/** Reports an unknown property, and returns the type of a known one. */
function checkProperty(report, at, event, name) {
  const type = typeOf(event, name);
  if (!type) report(at, "unknown property", `${event}.${name}`);
  return type;
}

function checkComparison(report, at, { is, value }, type, parameters) {
  if (!COMPARISONS[is]) return report(at, "unknown comparison", is);
  if (!COMPARISONS[is](type)) report(at, is, "cannot compare a", type);
  if (is !== "given" && value === undefined) report(at, "compares with nothing");
  const parameter = /^\{(.*)\}$/.exec(value)?.[1];
  if (parameter && !parameters[parameter]) report(at, "unknown parameter", parameter);
  if (!parameter && type === "boolean" && typeof value !== "boolean")
    report(at, "compares a boolean with", value);
}

test("recipes name only events, properties and attributes of the plan, and are complete", () => {
  assert.deepEqual(problems(recipes), []);
  const [major, minor] = plan.version.split(".").map(Number);
  const [wanted, atLeast] = recipes.plan.split(".").map(Number);
  assert.ok(
    wanted === major && atLeast <= minor,
    `recipes for the plan ${recipes.plan}, and it is ${plan.version}`,
  );
});

test("the segments and journeys that a store starts with are there, in order", () => {
  assert.deepEqual(
    recipes.segments.map(({ id }) => id),
    [
      "engaged_browsers_7_days",
      "high_intent_checkout_starters",
      "browse_abandoners_in_a_category",
      "recent_purchasers",
      "vip",
      "lapsed_45_to_90_days",
      "checkout_left_before_payment",
      "wishers_without_order_14_days",
      "subscribers_without_order_30_days",
    ],
  );
  assert.deepEqual(
    recipes.journeys.map(({ id }) => id),
    ["cart_recovery", "post_purchase", "welcome", "win_back"],
  );
});

test("each fault of a recipe is found", () => {
  const check = (expected, change) => {
    const copy = structuredClone(recipes);
    change(copy);
    assert.ok(
      problems(copy).some((line) => line.includes(expected)),
      `${expected}: ${problems(copy).join("; ") || "nothing found"}`,
    );
  };
  check("unknown event product_seen", ({ segments }) => (segments[0].conditions[0].event = "product_seen"));
  check(
    "unknown property add_to_cart.colour",
    ({ segments }) => (segments[2].conditions[1].where[0].property = "colour"),
  );
  check("unknown parameter kind", ({ segments }) => (segments[2].conditions[1].where[0].value = "{kind}"));
  check("unknown attribute age", ({ segments }) => (segments[4].conditions[0].attribute = "age"));
  check(
    "at_least cannot compare a text",
    ({ segments }) => (segments[4].conditions[0].attribute = "last_channel"),
  );
  check("without a time", ({ segments }) => delete segments[1].conditions[0].within_days);
  check("unknown trigger cart_left", ({ journeys }) => (journeys[0].trigger.event = "cart_left"));
  check("goes on after an order", ({ journeys }) => journeys[0].exit.shift());
  check(
    "unknown property checkout_started.refund_id",
    ({ journeys }) => (journeys[0].exit[0].same = "refund_id"),
  );
  check("unknown property checkout_started.order_id", ({ journeys }) =>
    journeys[0].steps[0].uses.push("order_id"),
  );
  check("has no holdout", ({ journeys }) => (journeys[0].holdout.percent = 0));
  check("does not require sms_consent", ({ journeys }) => journeys[0].channels[1].requires.pop());
  check("has no rule for push", ({ journeys }) => (journeys[0].steps[0].channel = "push"));
});

test("RECIPES.md is generated from recipes.json: run `npm run recipes`", () => {
  assert.equal(read("RECIPES.md").trimEnd(), recipesMarkdown(recipes).trimEnd());
});
