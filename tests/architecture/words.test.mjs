// Names, comments and the titles of tests use the field's words, not words that only this project knows. The
// words and what to say instead are in words.json. Texts in quotes and in backticks are not checked: they are
// the names of platforms, of storage and of the wire.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isWrittenByCommand, projectFiles } from "../../scripts/files.mjs";
import { ROOT } from "../../scripts/run.mjs";
import { readJavaScript, readMarkdown, readRust, readTypes } from "./support/words.mjs";

const WORDS = JSON.parse(readFileSync(new URL("words.json", import.meta.url), "utf8"));

/** The words in a text that it should not have, with what to say instead. */
function badWords(text, words) {
  return Object.entries(words)
    .filter(([word]) => new RegExp(`(?<![\\w'’])${word.replace("'", "['’]")}(?![\\w'’])`, "i").test(text))
    .map(([word, instead]) => `"${word}": better ${instead}`);
}

/** The parts of a name: `applyConsent` and `apply_consent` are "apply consent". */
function partsOf(name) {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replaceAll("_", " ");
}

/** The faults of a file, of which `{prose, titles, names}` were read: each is `[line, text]`. */
function faults(path, { prose, titles = [], names = [] }) {
  const found = [];
  for (const [line, text] of [...prose, ...titles])
    for (const fault of badWords(text.replace(/`[^`]*`|"[^"]*"|“[^”]*”/g, " "), WORDS.prose))
      found.push(`${path}:${line} says ${fault}`);
  for (const [line, name] of names) {
    const instead = Object.hasOwn(WORDS.names, name) && WORDS.names[name];
    if (instead) found.push(`${path}:${line} has the name "${name}": better ${instead}`);
    for (const fault of badWords(partsOf(name), WORDS.prose))
      found.push(`${path}:${line} has ${fault} in the name ${name}`);
  }
  return found;
}

/** Reads the files and collects their faults. */
function faultsOf(files, readWords) {
  assert.ok(files.length > 5, `${files.length} files`);
  return files.flatMap((path) => faults(path, readWords(readFileSync(join(ROOT, path), "utf8"))));
}

test("JavaScript has no private words in names, comments and titles", () => {
  const files = projectFiles(".js", ".mjs").filter((path) => !path.includes("custom-pixel"));
  assert.deepEqual(faultsOf(files, readJavaScript), []);
});

test("Rust has no private words in names and comments", () => {
  assert.deepEqual(faultsOf(projectFiles(".rs"), readRust), []);
});

test("types and styles have no private words in names and comments", () => {
  assert.deepEqual(faultsOf(projectFiles(".d.ts", ".css", ".php", ".wat"), readTypes), []);
});

test("documents have no private words", () => {
  const files = projectFiles(".md").filter(
    (path) => !isWrittenByCommand(readFileSync(join(ROOT, path), "utf8")),
  );
  assert.deepEqual(faultsOf(files, readMarkdown), []);
});

test("each kind of file is read: a private word in a name, a comment and a title is found", () => {
  const count = (read, text) => faults("file", read(text)).length;
  assert.equal(count(readJavaScript, '// It was told.\nconst told = "told";\ntest("is told", () => {});'), 4);
  assert.equal(count(readRust, '/// It was told.\nfn heed(news: Text) { let x = "told"; }\n'), 4);
  assert.equal(count(readTypes, '/** It was told. */\nexport type A = "told";'), 1);
  assert.equal(count(readMarkdown, "It was told. `told`\n\n```js\ntold\n```\n"), 1);
});
