// The reference pages in docs/reference/ are what the code gives, and they have everything that it has.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ADVICE } from "../../scripts/reference/advice.mjs";
import { referencePages } from "../../scripts/reference/pages.mjs";
import { membersOf, offReasons, options, wordsOf } from "../../scripts/reference/sources.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const text = (path) => readFileSync(`${ROOT}${path}`, "utf8");

test("no reference page is stale: run `npm run reference`", () => {
  for (const [path, page] of referencePages()) assert.equal(text(path), page, path);
});

test("every option of the core, of the parts and of the script tag is in the page of options", () => {
  const core = [...text("src/options.rs").matchAll(/= [^;[]*\[\s*"(\w+)", "/g)].map(([, name]) => name);
  const parts = text("pkg-template/src/parts/option-help/sentences.js")
    .match(/const OTHERS = \(([^]*?)\)\.split/)[1]
    .match(/[a-zA-Z]{2,}/g);
  assert.ok(core.length > 20 && parts.length > 15);
  const page = text("docs/reference/options.md");
  for (const name of [...core, ...parts]) assert.ok(page.includes(`| \`${name}\` |`), name);
});

test("every option says what it means, what is allowed, and its default", () => {
  for (const { name, doc, usual } of options()) {
    assert.ok(doc.length > 15, name);
    const isOptional = /none|`|\d|on|off|Customer\.io|auto|plan/.test(usual ?? "none");
    assert.ok(isOptional, `${name}: ${usual}`);
  }
  const defaults = Object.fromEntries(options().map(({ name, usual }) => [name, usual]));
  assert.equal(defaults.maxMessages, "1000");
  assert.equal(defaults.gpc, "on");
  assert.equal(defaults.dnt, "off");
  assert.equal(defaults.adapters, "auto; npm none");
  assert.equal(defaults.writeKey, "none: required");
});

test("every code of the core is in the page of codes, and every one that can happen says what to do", () => {
  const page = text("docs/reference/codes.md");
  const lists = ["ViolationCode", "DropReason", "MessageState", "CallRefusal"];
  const codes = lists.flatMap((name) => wordsOf(name).map(({ code }) => code));
  assert.ok(codes.length > 35);
  for (const code of [...codes, ...offReasons()]) assert.ok(page.includes(`| \`${code}\` |`), code);
  for (const reason of offReasons()) assert.ok(ADVICE.off[reason], reason);
});

test("the troubleshooting tree has every reason why the tracker is off", () => {
  const tree = text("docs/troubleshooting.md");
  for (const reason of offReasons()) assert.match(tree, new RegExp(`^\\| \`${reason}\``, "m"));
  for (const { name } of membersOf("DiagnosticsOn").filter((row) =>
    /drops|refused|overlaps|repeats/.test(row.name),
  ))
    assert.ok(tree.includes(`\`${name}\``), name);
});

test("a code without advice, or an advice without a code, is refused", () => {
  const { expired } = ADVICE.drop;
  try {
    delete ADVICE.drop.expired;
    assert.throws(referencePages, /drop: expired/);
    ADVICE.drop.expired = expired;
    ADVICE.drop.invented = "Nothing.";
    assert.throws(referencePages, /drop: invented/);
  } finally {
    ADVICE.drop.expired = expired;
    delete ADVICE.drop.invented;
  }
});
