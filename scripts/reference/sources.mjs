// Reads what the reference pages say out of the code: the core's options, the published types, the plan.
// It throws when two of these places disagree. pages.mjs writes the pages.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../run.mjs";

const read = (path) => readFileSync(join(ROOT, path), "utf8");

/** One declaration of the macro `options!`: type, default, name, pattern and pattern in words. */
const CORE_OPTION =
  /(\w+)(?:, set_\w+)?: ([\w<>]+) = ([^[\]]+?), \[\s*"(\w+)", "((?:[^"\\]|\\.)*)"(?:, "([^"]*)")?/g;
/** One row of the table of options in a part. */
const PART_OPTION = /\["(\w+)", (?:\/.*\/|\{.*\}), "([^"]+)"\]/g;
const ADAPTERS_ALLOWED = "auto, none, names of adapters; npm: a list of imported adapters";
const PARTS = ["destination", "identity", "message-hooks"].map((name) => `pkg-template/src/parts/${name}.js`);

/** `[{name, type, doc, allowed, usual}]`: every option, as index.d.ts describes it and the code checks it. */
export function options() {
  const checked = checkedOptions();
  const rows = membersOf("Options");
  for (const name of Object.keys(checked))
    if (!rows.some((row) => row.name === name)) throw new Error(`index.d.ts has no option ${name}`);
  return rows.map(({ name, type, doc }) => {
    const check = checked[name] ?? {};
    const stated = doc.match(/Default:? (.*?)(?:\.(?= |$)|, because|$)/)?.[1];
    const marked = doc.match(/(`"?\w+"?`) \(default\)|names on the wire: (the plan's own) \(default\)/i);
    const usual = name === "writeKey" ? "none: required" : onOrOff(stated ?? marked?.[1] ?? marked?.[2]);
    if (check.usual && !usual?.replace(/[`"]/g, "").startsWith(onOrOff(check.usual)))
      throw new Error(`option ${name}: index.d.ts says default ${usual}, the core ${check.usual}`);
    if (name === "adapters")
      return { name, type, doc, allowed: ADAPTERS_ALLOWED, usual: `${tagAdapters()}; npm none` };
    return { name, type, doc, allowed: check.allowed, usual };
  });
}

/** What the script tag loads without the option `adapters`. */
function tagAdapters() {
  return read("pkg-template/src/adapter-choice.js").match(/wanted = "(\w+)"/)[1];
}

/** By option, `{allowed, usual}` as the code has it. `usual` is absent where the code has no constant. */
function checkedOptions() {
  const table = {};
  for (const [, , , usual, name, pattern, words] of read("src/options.rs").matchAll(CORE_OPTION)) {
    const isFlag = pattern === "true|false|";
    const allowed = isFlag ? "flag" : (words ?? pattern.replaceAll("|", ", "));
    const constant = usual.match(/^(true|false|\d+)/)?.[1];
    table[name] = { allowed, usual: constant };
  }
  for (const part of PARTS)
    for (const [, name, allowed] of read(part).matchAll(PART_OPTION)) table[name] ??= { allowed };
  return table;
}

/** The published types, by file of pkg-template/. */
const TYPES = readdirSync(join(ROOT, "pkg-template"))
  .filter((name) => name.endsWith(".d.ts"))
  .map((name) => read(`pkg-template/${name}`));

/**
 * `[{name, type, doc}]` of a published interface. Members of objects inside have a path, such as
 * `storage.bytes`.
 */
export function membersOf(name) {
  const file = TYPES.find((text) => text.includes(`\nexport interface ${name} {`));
  if (!file) throw new Error(`the published types have no interface ${name}`);
  const lines = file.split("\n");
  const start = lines.indexOf(`export interface ${name} {`);
  const rows = [];
  const path = [];
  let doc = [];
  for (const line of lines.slice(start + 1)) {
    if (line === "}") return rows;
    const comment = line.match(/^\s*(?:\/\*\*|\*\/?)\s?(.*?)(?:\s*\*\/)?$/);
    const member = line.match(/^\s*(?:(\w+)\??: |(\| ))(.*?)[;{]?$/);
    if (comment) doc.push(comment[1]);
    else if (/^\s*[}>]/.test(line)) path.pop();
    else if (member?.[1]) {
      const own = [...path, member[1]].join(".");
      rows.push({ name: own, type: member[3].trim(), doc: sentences(doc) });
      doc = [];
      if (/[{<]$/.test(line.trimEnd())) path.push(member[1]);
    }
  }
  throw new Error(`the interface ${name} does not end`);
}

/** `[{code, doc}]` of a union of texts with a comment for each. */
export function wordsOf(name) {
  const union = read("pkg-template/codes.d.ts").match(new RegExp(`export type ${name} =\n([^]*?);\n`));
  return [...union[1].matchAll(/\/\*\* (.*) \*\/\n {2}\| "(\w+)"/g)].map(([, doc, code]) => ({ code, doc }));
}

/** The reasons for which `diagnostics()` says that the tracker is off. */
export function offReasons() {
  const { type } = membersOf("DiagnosticsOff").find((row) => row.name === "off_reason");
  return [...type.matchAll(/"(\w+)"/g)].map(([, reason]) => reason);
}

/** plan.json: the tracking plan. */
export function plan() {
  return JSON.parse(read("pkg-template/plan.json"));
}

/** Flags are off and on in the documents. */
function onOrOff(text) {
  return text?.replace(/^`?false`?$/, "off").replace(/^`?true`?$/, "on");
}

function sentences(doc) {
  const text = doc.join(" ").replace(/\{@link (?:\w+\.)?(\w+)\}/g, "`$1`");
  return text
    .replace(/@example.*$/, "")
    .replace(/\s+/g, " ")
    .trim();
}
