// `npx shoptrail types`: writes TypeScript for the shop's own events, from the option `customEvents`.

import { planEvent } from "../testing/plan-names.js";
import { Misuse } from "./arguments.js";
import { readJson, writeText } from "./files.js";

/** @import { Given } from "./arguments.js" */
/** @typedef {{ required?: Record<string, string>, optional?: Record<string, string> }} Declaration */

/** By the plan's type: TypeScript's, and what has to be imported for it. @type {Record<string, string>} */
const TYPES = {
  id: "Id",
  text: "string",
  money: "Money",
  quantity: "number",
  currency: "string",
  url: "string",
  date: "DateInput",
  number: "number",
  boolean: "boolean",
  list: "(string | number)[]",
  line_items: "LineItem[]",
};
/** @type {Record<string, string>} */
const NOTES = {
  money: "In major units: 19.99, never 1999 for it.",
  currency: "ISO 4217, such as EUR.",
  date: "ISO 8601 text, Unix seconds or a Date.",
};
const IMPORTED = ["DateInput", "Id", "LineItem", "Money"];
const MEMBERS = ["required", "optional", "intent"];

/** @param {Given} given */
export function run({ words: [path], options: { out } }) {
  const content = readJson(path);
  const events = content?.customEvents ?? content;
  if (!isObject(events)) throw new Misuse(`the file ${path} has no object of events`);
  const errors = Object.entries(events).flatMap(([name, declaration]) =>
    declarationErrors(name, declaration),
  );
  if (errors.length) {
    process.stderr.write(`${errors.map((error) => `${path}: ${error}`).join("\n")}\n`);
    return 1;
  }
  const text = typesText(/** @type {Record<string, Declaration>} */ (events));
  if (out === undefined) process.stdout.write(text);
  else writeText(out, text);
  return 0;
}

/**
 * @param {string} name
 * @param {unknown} declaration
 */
function declarationErrors(name, declaration) {
  if (!isObject(declaration)) return [`${name} is no object with required and optional`];
  if (!name.trim() || name !== name.trim()) return [`"${name}" is empty, or begins or ends with a space`];
  const own = planEvent(name);
  if (own) return [`${name} is an event of the tracking plan: its types are in shoptrail already`];
  const errors = Object.keys(declaration)
    .filter((member) => !MEMBERS.includes(member))
    .map((member) => `${name}.${member} is unknown; allowed: ${MEMBERS.join(", ")}`);
  for (const part of ["required", "optional"]) {
    const properties = declaration[part] ?? {};
    if (!isObject(properties)) errors.push(`${name}.${part} is no object`);
    else
      for (const [member, type] of Object.entries(properties)) {
        if (!Object.hasOwn(TYPES, String(type)))
          errors.push(`${name}.${part}.${member} is "${type}"; allowed: ${Object.keys(TYPES).join(", ")}`);
      }
  }
  return errors;
}

/**
 * The TypeScript file.
 * @param {Record<string, Declaration>} events
 */
export function typesText(events) {
  const names = interfaceNames(Object.keys(events));
  const interfaces = Object.entries(events).map(([event, { required = {}, optional = {} }]) => {
    const lines = [
      ...Object.entries(required).flatMap(([name, type]) => property(name, type, true)),
      ...Object.entries(optional).flatMap(([name, type]) => property(name, type, false)),
      "  [property: string]: unknown;",
    ];
    return `export interface ${names.get(event)} {\n${lines.join("\n")}\n}\n`;
  });
  const used = IMPORTED.filter((type) => interfaces.some((text) => new RegExp(`: ${type}\\b`).test(text)));
  const members = [...names].map(([event, name]) => `  ${key(event)}: ${name};`);
  return [
    "// Made by `npx shoptrail types`. Do not edit: change the JSON file and make it again.\n",
    used.length
      ? `import type { ${used.join(", ")} } from "shoptrail";\n`
      : `import type {} from "shoptrail";\n`,
    ...interfaces,
    "/** The shop's own events, by name. */",
    `export interface ShopEvents {\n${members.join("\n")}\n}\n`,
    "// For track() on the page and on the server, and for expect() in tests.",
    'declare module "shoptrail" {\n  interface CustomEvents extends ShopEvents {}\n}\n',
  ].join("\n");
}

/**
 * @param {string} name
 * @param {string} type
 * @param {boolean} isRequired
 */
function property(name, type, isRequired) {
  const note = NOTES[type] ? [`  /** ${NOTES[type]} */`] : [];
  return [...note, `  ${key(name)}${isRequired ? `: ${TYPES[type]}` : `?: ${TYPES[type]} | null`};`];
}

/**
 * A name of an interface for each event, each once.
 * @param {string[]} events
 */
function interfaceNames(events) {
  /** @type {Map<string, string>} */
  const names = new Map();
  const taken = new Set([...IMPORTED, "ShopEvents"]);
  for (const event of events) {
    const words = event.match(/[A-Za-z0-9]+/g) ?? [];
    const base = words.map((word) => word[0].toUpperCase() + word.slice(1)).join("");
    const name = /^[A-Z]/.test(base) ? base : `Event${base}`;
    let unique = name;
    for (let number = 2; taken.has(unique); number += 1) unique = `${name}${number}`;
    taken.add(unique);
    names.set(event, unique);
  }
  return names;
}

/** @param {string} name */
function key(name) {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
