#!/usr/bin/env node
// npx shoptrail plan | recipes: prints what the package knows, on standard output. 0: printed. 2: not understood; why is on standard error.

import { readFileSync } from "node:fs";
import { recipesMarkdown } from "./recipes-markdown.mjs";

const FORMATS = { plan: ["table", "json", "md", "csv", "schema"], recipes: ["md", "json"] };
const USAGE = `usage: npx shoptrail plan [event] [--format ${FORMATS.plan.join("|")}]
       npx shoptrail recipes [--format ${FORMATS.recipes.join("|")}]

plan     the tracking plan: events, their properties, what is known of a person; or one event
recipes  segments and journeys to build on it`;

class Misuse extends Error {}

try {
  process.stdout.write(`${answer(read(process.argv.slice(2))).trimEnd()}\n`);
} catch (error) {
  if (!(error instanceof Misuse)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

/** `{command, event, format}` of the arguments. */
function read(given) {
  const words = [];
  let format;
  for (let index = 0; index < given.length; index += 1) {
    const [name, value] = given[index].split(/=(.*)/s);
    if (name === "--format") format = value ?? given[(index += 1)] ?? "";
    else if (name === "--help" || name === "-h") return { command: "help" };
    else if (name.startsWith("-")) throw new Misuse(`unknown option ${name}\n\n${USAGE}`);
    else words.push(given[index]);
  }
  const [command = "", event, ...more] = words;
  if (command === "help") return { command };
  if (!Object.hasOwn(FORMATS, command))
    throw new Misuse(`${command ? `unknown command ${command}` : "no command"}\n\n${USAGE}`);
  if (more.length || (event && command === "recipes"))
    throw new Misuse(`too many words: ${words.slice(command === "plan" ? 2 : 1).join(" ")}\n\n${USAGE}`);
  format ??= FORMATS[command][0];
  if (!FORMATS[command].includes(format))
    throw new Misuse(`unknown format "${format}"; ${command} knows ${FORMATS[command].join(", ")}`);
  return { command, event, format };
}

function answer({ command, event, format }) {
  if (command === "help") return USAGE;
  if (command === "recipes")
    return format === "json" ? text("recipes.json") : recipesMarkdown(JSON.parse(text("recipes.json")));
  if (event) return one(event, format);
  return format === "table"
    ? table(JSON.parse(text("plan.json")))
    : text({ json: "plan.json", md: "PLAN.md", csv: "plan.csv", schema: "plan.schema.json" }[format]);
}

function one(name, format) {
  const plan = JSON.parse(text("plan.json"));
  const event = plan.events.find((event) => [event.name, event.semantic].includes(name));
  if (!event)
    throw new Misuse(`unknown event ${name}; the plan has ${plan.events.map(({ name }) => name).join(", ")}`);
  if (format === "json") return JSON.stringify(event, null, 2);
  if (format === "csv")
    return text("plan.csv")
      .split("\n")
      .filter((line, index) => index === 0 || line.split(",")[1] === event.name)
      .join("\n");
  if (format === "md")
    return text("PLAN.md").match(new RegExp(`^### ${event.name}\n[^]*?(?=\n##|$(?![^]))`, "m"))[0];
  if (format === "schema") {
    const { $schema, $defs } = JSON.parse(text("plan.schema.json"));
    return JSON.stringify(
      { $schema, title: event.name, ...$defs[event.name], $defs: { line_item: $defs.line_item } },
      null,
      2,
    );
  }
  return `${event.name} (${event.semantic})\n${event.doc}\n${counts(event)} Intent ${event.intent} of 9.${needs(event)}\n\n${rows(event.properties)}`;
}

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

function counts({ natural_key: { scope, properties } }) {
  const how = {
    none: "Counts each time",
    page: "Counts once a page view",
    cart: "Counts once a cart",
    forever: "Counts once for ever",
  }[scope];
  return `${how}${properties.length ? ` by ${properties.join(", ")}` : ""}.`;
}

function needs({ any_of }) {
  return any_of.map((names) => ` At least one of ${names.join(", ")}.`).join("");
}

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

/** Lines with their cells one below another. */
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

function text(name) {
  return readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
}
