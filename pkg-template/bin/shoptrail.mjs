#!/usr/bin/env node
// `npx shoptrail plan`, `npx shoptrail recipes`: prints the tracking plan or the recipes on standard output.
// Exit code 0: printed. Exit code 2: the arguments are wrong, and standard error says why.

import { readFileSync } from "node:fs";
import { recipesMarkdown } from "./recipes-markdown.mjs";

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
/** @typedef {{ command: string, event?: string, format?: string }} Arguments */

/** @type {Record<string, string[]>} */
const FORMATS = { plan: ["table", "json", "md", "csv", "schema"], recipes: ["md", "json"] };
const USAGE = `usage: npx shoptrail plan [event] [--format ${FORMATS.plan.join("|")}]
       npx shoptrail recipes [--format ${FORMATS.recipes.join("|")}]

plan     the tracking plan: events, their properties, what is known of a person; or one event
recipes  segments and journeys to build on it`;

class Misuse extends Error {}

try {
  process.stdout.write(`${output(readArguments(process.argv.slice(2))).trimEnd()}\n`);
} catch (error) {
  if (!(error instanceof Misuse)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

/**
 * Throws a `Misuse`.
 * @param {string[]} given
 * @returns {Arguments}
 */
function readArguments(given) {
  const words = [];
  let format;
  for (let index = 0; index < given.length; index += 1) {
    const [name, value] = given[index].split(/=(.*)/s);
    if (name === "--format") format = value ?? given[(index += 1)] ?? "";
    else if (name === "--help" || name === "-h") return { command: "help" };
    else if (name.startsWith("-")) throw new Misuse(`unknown option ${name}\n\n${USAGE}`);
    else words.push(given[index]);
  }
  const [command = "", event, ...extra] = words;
  if (command === "help") return { command };
  if (!Object.hasOwn(FORMATS, command))
    throw new Misuse(`${command ? `unknown command ${command}` : "no command"}\n\n${USAGE}`);
  if (extra.length || (event && command === "recipes"))
    throw new Misuse(`too many words: ${words.slice(command === "plan" ? 2 : 1).join(" ")}\n\n${USAGE}`);
  format ??= FORMATS[command][0];
  if (!FORMATS[command].includes(format))
    throw new Misuse(`unknown format "${format}"; ${command} knows ${FORMATS[command].join(", ")}`);
  return { command, event, format };
}

/**
 * What the command prints. Throws a `Misuse`.
 * @param {Arguments} given
 * @returns {string}
 */
function output({ command, event, format }) {
  if (command === "help") return USAGE;
  if (command === "recipes")
    return format === "json"
      ? packageFile("recipes.json")
      : recipesMarkdown(JSON.parse(packageFile("recipes.json")));
  if (event) return eventOutput(event, format);
  return format === "table"
    ? table(JSON.parse(packageFile("plan.json")))
    : packageFile(format === "md" ? "PLAN.md" : format === "schema" ? "plan.schema.json" : `plan.${format}`);
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

/**
 * Aligns the cells of each column.
 * @param {(string | number)[][]} lines
 */
function columns(lines) {
  const widths = lines[0].map((_, index) => Math.max(...lines.map((line) => String(line[index]).length)));
  return lines
    .map((line) =>
      line
        .map((cell, index) => (index === line.length - 1 ? cell : String(cell).padEnd(widths[index])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/**
 * The text of a file of the package.
 * @param {string} name
 */
function packageFile(name) {
  return readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
}
