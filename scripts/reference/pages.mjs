// npm run reference: writes docs/reference/ from the code, by way of sources.mjs. The pages are Markdown
// tables. tests/package/reference.test.mjs fails when a page is stale.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT, main } from "../run.mjs";
import { ADVICE } from "./advice.mjs";
import { membersOf, offReasons, options, plan, wordsOf } from "./sources.mjs";

const NOTE = "<!-- Generated from the code by `npm run reference`; do not edit. -->";

/** Options that no attribute can say, and where they stand instead. */
const ATTRIBUTES = { customEvents: "JSON element only", beforeSend: "`shoptrail.beforeSend`" };

/** Every page: its path in the repository and its text. */
export function referencePages() {
  return [
    ["docs/reference/options.md", optionsPage()],
    ["docs/reference/attributes.md", attributesPage()],
    ["docs/reference/codes.md", codesPage()],
    ["docs/reference/diagnostics.md", diagnosticsPage()],
  ];
}

function optionsPage() {
  const rows = options().map(({ name, type, doc, allowed, usual }) => [
    `\`${name}\``,
    ATTRIBUTES[name] ?? `\`data-${kebab(name)}\``,
    allowed ?? (type === "boolean" ? "flag" : type === "string" ? "text" : `\`${type}\``),
    usual ?? "none",
    doc
      .replace(/ ?Default:? .*?(\.(?= |$)|$)/, "")
      .replace("PROXY.md", "[PROXY.md](../../pkg-template/PROXY.md)")
      .replace("ADAPTERS.md", "[ADAPTERS.md](../../pkg-template/ADAPTERS.md)"),
  ]);
  return page(
    "Options",
    "An npm project gives these names to `createTracker`. The script tag has them as attributes.\n" +
      'A flag is on as `true`, `"true"` or the bare attribute. A wrong option turns the tracker off, and\n' +
      "the console says which one. How options reach the script: [script tag](../script-tag.md#options).",
    table(["option", "attribute", "allowed", "default", "meaning"], rows),
  );
}

function attributesPage() {
  const rows = plan().people.map(({ name, type, by, unit, doc }) => [
    `\`${name}\``,
    type,
    by,
    unit ?? "",
    doc,
  ]);
  return page(
    "Attributes of a person",
    'They are sent as traits with `identify`. The column "from" says who supplies each of them. The\n' +
      "tracker sends its own again when they change. Those of the page are sent when the page gives them.",
    table(["attribute", "type", "from", "unit", "meaning"], rows),
  );
}

function codesPage() {
  const violations = wordsOf("ViolationCode").map(({ code, doc }) => [`\`${code}\``, doc]);
  const off = offReasons();
  const stated = membersOf("DiagnosticsOff")[1].doc;
  const parts = [
    "## Violations",
    "A violation says what is wrong with a call: `{ code, path, message }`. A refused call has some. An\n" +
      "accepted call has them as warnings, with `kept` where the value was read as another one.",
    table(["code", "meaning"], violations),
    "## Reasons of a refusal",
    "A call with `ok: false` has one of these as `reason`, or a reason why the tracker is off.",
    adviceTable("refusal", wordsOf("CallRefusal")),
    "## Why the tracker is off",
    "`diagnostics()` then has `on: false` and one of these as `off_reason`.",
    adviceTable(
      "off",
      off.map((code) => ({ code, doc: offMeaning(code, stated) })),
    ),
    "## States of a message",
    "`diagnostics().counts` and `diagnostics().messages` use these words.",
    adviceTable("state", wordsOf("MessageState")),
    "## Why a message was lost",
    '`diagnostics().drops` counts them over all pages of this browser. `on("drop", …)` reports each one.',
    adviceTable("drop", wordsOf("DropReason")),
  ];
  return page("Codes", "The words never change. New ones may be added.", parts.join("\n\n"));
}

/** What the published types say about one reason: about `off_reason`, else about the reason of a refusal. */
function offMeaning(code, stated) {
  const known = membersOf("Refused").find((row) => row.name === "reason").doc;
  const text = [stated, known]
    .map((doc) => doc.match(new RegExp(`\`${code}\`:? \\(?([^.;)]+)`))?.[1])
    .find(Boolean);
  if (!text) throw new Error(`nothing says what the off reason ${code} means`);
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function adviceTable(list, words) {
  const advice = ADVICE[list];
  const codes = words.map(({ code }) => code);
  for (const code of [...codes, ...Object.keys(advice)])
    if (!codes.includes(code) || !advice[code]) throw new Error(`${list}: ${code} has no advice, or no code`);
  return table(
    ["code", "meaning", "what to do"],
    words.map(({ code, doc }) => [`\`${code}\``, doc, advice[code]]),
  );
}

function diagnosticsPage() {
  const rows = (name, top) =>
    membersOf(name)
      .filter((row) => !top || !row.name.includes("."))
      .map(({ name: path, type, doc }) => [
        `\`${path}\``,
        type && !/<$/.test(type) ? `\`${type}\`` : "object",
        doc,
      ]);
  const parts = [
    "## While the tracker is on",
    table(["member", "type", "meaning"], rows("DiagnosticsOn")),
    "## While it is off",
    table(["member", "type", "meaning"], rows("DiagnosticsOff")),
    "## `quality`",
    "Present with the option `quality`, or while the overlay is open.",
    table(["member", "type", "meaning"], rows("Quality")),
  ];
  return page(
    "Diagnostics",
    "`shoptrail.diagnostics()` says what the tracker does. It has no personal data, so it can go into a\n" +
      "bug report. What the codes mean: [codes](codes.md).",
    parts.join("\n\n"),
  );
}

function page(title, intro, body) {
  return `# ${title}\n\n${NOTE}\n\n${intro}\n\n${body}\n`;
}

function table(head, rows) {
  const cell = (text) => text.replaceAll("|", "\\|");
  const line = (cells) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)]
    .join("\n")
    .replaceAll("|  |", "| |");
}

function kebab(name) {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  main(async () => {
    mkdirSync(join(ROOT, "docs", "reference"), { recursive: true });
    for (const [path, text] of referencePages()) writeFileSync(join(ROOT, path), text);
  });
}
