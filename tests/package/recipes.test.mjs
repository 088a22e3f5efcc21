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

/** The faults of recipes, one line each. */
function problems({ segments, journeys }) {
  const found = [];
  const report = (...words) => found.push(words.join(" "));
  const people = new Map((plan.people ?? plan.attributes).map((row) => [row.name, row]));
  const properties = (event) => plan.events.find(({ name }) => name === event)?.properties ?? [];
  const typeOf = (event, name) => properties(event).find((row) => row.name === name)?.type;
  const segmentIds = segments.map(({ id }) => id);

  const comparison = (at, is, type, value, parameters) => {
    if (!COMPARISONS[is]) return report(at, "unknown comparison", is);
    if (!COMPARISONS[is](type)) report(at, is, "cannot compare a", type);
    if (is !== "given" && value === undefined) report(at, "compares with nothing");
    const parameter = /^\{(.*)\}$/.exec(value)?.[1];
    if (parameter && !parameters[parameter]) report(at, "unknown parameter", parameter);
    if (!parameter && type === "boolean" && typeof value !== "boolean")
      report(at, "compares a boolean with", value);
  };
  const property = (at, event, name) =>
    typeOf(event, name) ?? report(at, "unknown property", `${event}.${name}`);
  const where = (at, event, rows = [], parameters = {}) => {
    for (const row of rows)
      comparison(`${at} ${row.property}`, row.is, property(at, event, row.property), row.value, parameters);
  };
  const condition = (at, row, { parameters = {}, trigger } = {}) => {
    if (row.attribute) {
      if (!people.has(row.attribute)) return report(at, "unknown attribute", row.attribute);
      return comparison(
        `${at} ${row.attribute}`,
        row.is,
        people.get(row.attribute).type,
        row.value,
        parameters,
      );
    }
    if (!properties(row.event).length) return report(at, "unknown event", row.event);
    where(at, row.event, row.where, parameters);
    if (row.same) for (const event of [row.event, trigger.event]) property(at, event, row.same);
    if (!trigger && !(row.within_days > 0)) report(at, row.event, "without a time");
    if (!trigger && (row.at_least ?? row.at_most) === undefined) report(at, row.event, "without a number");
  };

  for (const { id, name, doc, match, conditions, parameters } of segments) {
    if (![id, name, doc].every(Boolean) || !/^(all|any)$/.test(match) || !conditions?.length)
      report(id, "is incomplete");
    for (const row of conditions ?? []) condition(id, row, { parameters });
  }
  for (const {
    id,
    name,
    outcome,
    doc,
    trigger,
    audience,
    exit,
    holdout,
    reentry,
    steps,
    channels,
  } of journeys) {
    if (
      ![
        id,
        name,
        outcome,
        doc,
        trigger,
        audience,
        exit?.length,
        holdout,
        reentry?.after_days,
        steps?.length,
        channels?.length,
      ].every(Boolean)
    )
      report(id, "is incomplete");
    if (trigger.event ? !properties(trigger.event).length : !segmentIds.includes(trigger.segment))
      report(id, "unknown trigger", trigger.event ?? trigger.segment);
    for (const row of [...audience, ...exit]) condition(id, row, { trigger });
    if (!exit.some(({ event }) => /^order_/.test(event))) report(id, "goes on after an order");
    if (!(holdout.percent > 0 && holdout.percent < 100)) report(id, "has no holdout");
    if (!(holdout.measure.within_days > 0)) report(id, "measures for no time");
    property(id, holdout.measure.event, holdout.measure.value);
    const known = channels.map(({ channel }) => channel);
    for (const { channel, after_hours, says, uses = [], uses_attributes = [], where: only } of steps) {
      if (!known.includes(channel)) report(id, "has no rule for", channel);
      if (!(after_hours >= 0) || !says) report(id, "has an incomplete step");
      for (const used of uses) property(id, trigger.event, used);
      for (const used of uses_attributes) if (!people.has(used)) report(id, "unknown attribute", used);
      where(id, trigger.event, only);
    }
    for (const { channel, requires = [], at_most } of channels) {
      for (const row of requires) condition(`${id} ${channel}`, row, { trigger });
      if (!(at_most?.messages > 0 && at_most?.days > 0)) report(id, channel, "has no limit");
      for (const needed of CONSENT[channel] ?? ["?"])
        if (!requires.some(({ attribute }) => attribute === needed))
          report(id, channel, "does not require", needed);
    }
  }
  return found;
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
    ],
  );
  assert.deepEqual(
    recipes.journeys.map(({ id }) => id),
    ["cart_recovery", "post_purchase", "win_back"],
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
