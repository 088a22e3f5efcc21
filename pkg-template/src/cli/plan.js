// `npx shoptrail plan`: prints the tracking plan, or one event of it.

import { Misuse } from "./arguments.js";
import { packageFile } from "./files.js";
import { columns } from "./text-table.js";

/** @typedef {{ name: string, type: string, required?: boolean, unit?: string, doc: string }} Property */
/**
 * @typedef {object} PlanEvent
 * @property {string} name
 * @property {string} semantic  Customer.io's name
 * @property {string} doc
 * @property {number} intent
 * @property {Property[]} properties
 * @property {string[][]} any_of
 * @property {{ scope: "none" | "page" | "cart" | "forever", properties: string[] }} natural_key
 */
/**
 * @typedef {object} Plan  of plan.json
 * @property {string} version
 * @property {PlanEvent[]} events
 * @property {Property[]} line_item
 * @property {Property[]} [people]
 * @property {Property[]} attributes
 */

/** @param {import("./arguments.js").Given} given */
export function run({ words: [event], options: { format = "table" } }) {
  process.stdout.write(`${(event ? eventOutput(event, format) : planOutput(format)).trimEnd()}\n`);
  return 0;
}

/** @param {string} format */
function planOutput(format) {
  if (format === "table") return table(JSON.parse(packageFile("plan.json")));
  if (format === "md") return packageFile("PLAN.md");
  return packageFile(format === "schema" ? "plan.schema.json" : `plan.${format}`);
}

/**
 * One event of the plan. Throws a `Misuse`.
 * @param {string} name  the plan's or Customer.io's
 * @param {string | undefined} format
 * @returns {string}
 */
function eventOutput(name, format) {
  /** @type {Plan} */
  const plan = JSON.parse(packageFile("plan.json"));
  const event = plan.events.find((one) => [one.name, one.semantic].includes(name));
  if (!event)
    throw new Misuse(`unknown event ${name}; the plan has ${plan.events.map((one) => one.name).join(", ")}`);
  if (format === "json") return JSON.stringify(event, null, 2);
  if (format === "csv")
    return packageFile("plan.csv")
      .split("\n")
      .filter((line, index) => index === 0 || line.split(",")[1] === event.name)
      .join("\n");
  if (format === "md") {
    const section = new RegExp(`^### ${event.name}\n[^]*?(?=\n##|$(?![^]))`, "m");
    return /** @type {string[]} */ (packageFile("PLAN.md").match(section))[0];
  }
  if (format === "schema") {
    const { $schema, $defs } = JSON.parse(packageFile("plan.schema.json"));
    return JSON.stringify(
      { $schema, title: event.name, ...$defs[event.name], $defs: { line_item: $defs.line_item } },
      null,
      2,
    );
  }
  return [
    `${event.name} (${event.semantic})`,
    event.doc,
    `${howOften(event)} Intent ${event.intent} of 9.${alternatives(event)}`,
    "",
    rows(event.properties),
  ].join("\n");
}

/** @param {Plan} plan */
function table(plan) {
  const events = plan.events.map((event) => [
    event.name,
    event.intent,
    event.properties
      .filter(({ required }) => required)
      .map(({ name }) => name)
      .concat(event.any_of.map((names) => names.join("/")))
      .join(" "),
    event.doc.split(/[.;:]/)[0],
  ]);
  const people = plan.people ?? plan.attributes;
  return [
    `Tracking plan ${plan.version}`,
    columns([["event", "intent", "required", "what happened"], ...events]),
    "A line of line_items",
    rows(plan.line_item),
    "A person",
    columns([["attribute", "type", "meaning"], ...people.map(({ name, type, doc }) => [name, type, doc])]),
    "One event with all its properties: npx shoptrail plan product_viewed",
  ].join("\n\n");
}

/** @param {PlanEvent} event */
function howOften({ natural_key: { scope, properties } }) {
  const often = {
    none: "Counts each time",
    page: "Counts once a page view",
    cart: "Counts once a cart",
    forever: "Counts once for ever",
  }[scope];
  return `${often}${properties.length ? ` by ${properties.join(", ")}` : ""}.`;
}

/** @param {PlanEvent} event */
function alternatives({ any_of }) {
  return any_of.map((names) => ` At least one of ${names.join(", ")}.`).join("");
}

/** @param {Property[]} properties */
function rows(properties) {
  return columns([
    ["property", "type", "", "meaning"],
    ...properties.map(({ name, type, required, unit, doc }) => [
      name,
      type,
      required ? "required" : "",
      unit ? `${doc} (${unit})` : doc,
    ]),
  ]);
}
