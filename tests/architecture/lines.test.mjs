// No line of what people write is over 110 columns, and no file of types or styles over 400 lines. JavaScript
// is held by eslint.config.mjs, Rust by tests/architecture.rs; this file holds the rest.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isWrittenByCommand, projectFiles } from "../../scripts/files.mjs";
import { ROOT } from "../../scripts/run.mjs";
import { COLUMNS, columns, wrapMarkdown } from "../../scripts/wrap.mjs";

const MAX_LINES = 400;

/** Files that may have longer lines, by reason. */
const LONG = {
  "written by `npm run plan`": [
    "pkg-template/codes.d.ts",
    "pkg-template/plan.d.ts",
    "pkg-template/plan.json",
    "pkg-template/plan.schema.json",
    "src/plan/tables/page.json",
  ],
  "written by `npm run layout`: names of functions": ["scripts/build/layout.json"],
  "written by npm": ["package-lock.json", "bench/package-lock.json"],
  "one line for each entry point": ["pkg-template/package.json"],
  "one line for each condition or step": ["pkg-template/recipes.json"],
  "the template of a tag, whose spaces the page would get": [
    "pkg-template/shopify/snippets/shoptrail.liquid",
  ],
  "one line for each setting in the theme editor": ["pkg-template/shopify/blocks/shoptrail.liquid"],
  "PHP in the style of WordPress, which aligns": [
    "pkg-template/woocommerce/shoptrail.php",
    "pkg-template/woocommerce/shoptrail-server.php",
    ...[
      "includes/head.php",
      "includes/options.php",
      "includes/settings.php",
      "shoptrail-for-woocommerce.php",
    ].map((name) => `pkg-template/woocommerce/shoptrail-for-woocommerce/${name}`),
    "tests/adapters/support/wordpress.php",
    "tests/adapters/support/wordpress-plugin.php",
    "tests/server/support/wordpress-server.php",
  ],
};

const read = (path) => readFileSync(join(ROOT, path), "utf8");
const isLong = (path) => Object.values(LONG).flat().includes(path);
const tooLong = (path, text, isAllowed) =>
  text
    .split("\n")
    .map((line, index) => [`${path}:${index + 1}`, line])
    .filter(([, line]) => columns(line) > COLUMNS && !isAllowed(line))
    .map(([place]) => place);

test("no line of types, styles, pages and settings is over 110 columns", () => {
  const files = projectFiles(".d.ts", ".css", ".html", ".yml", ".toml", ".wat", ".php", ".liquid");
  assert.ok(files.length > 25, `${files.length} files`);
  assert.deepEqual(
    files.filter((path) => !isLong(path)).flatMap((path) => tooLong(path, read(path), () => false)),
    [],
  );
});

test("a line of JSON over 110 columns is one text, which JSON cannot break", () => {
  const isText = (line) => /^\s*("[^"]*": )?"([^"\\]|\\.)*",?$/.test(line);
  const files = projectFiles(".json").filter((path) => !isLong(path));
  assert.ok(files.length > 8, `${files.length} files`);
  assert.deepEqual(
    files.flatMap((path) => tooLong(path, read(path), isText)),
    [],
  );
});

test("a line of Markdown over 110 columns is a table, code or a command's", () => {
  const files = projectFiles(".md").filter((path) => !isWrittenByCommand(read(path)));
  assert.ok(files.length > 5, `${files.length} files`);
  assert.deepEqual(
    files.filter((path) => wrapMarkdown(read(path)) !== read(path)),
    [],
    "npm run format wraps them",
  );
});

test("wrapping changes no table, code, heading, or paragraph that fits", () => {
  const long = "word ".repeat(40).trim();
  const kept = [`| ${long} |`, `# ${long}`, `\`\`\`\n${long}\n\`\`\``, "short\nlines", `<p>${long}</p>`];
  for (const text of kept) assert.equal(wrapMarkdown(text), text);
  const wrapped = wrapMarkdown(`- ${long}`).split("\n");
  assert.deepEqual([wrapped.length, wrapped[1].startsWith("  word")], [2, true]);
  assert.ok(wrapped.every((line) => columns(line) <= COLUMNS));
  assert.deepEqual(wrapped.join(" ").split(/ +/), `- ${long}`.split(" "));
});

test("files of types and styles have at most 400 lines", () => {
  const files = projectFiles(".d.ts", ".css").filter((path) => !isLong(path));
  assert.deepEqual(
    files.filter((path) => read(path).trimEnd().split("\n").length > MAX_LINES),
    [],
  );
});

test("every exception of length exists and is needed", () => {
  const needless = Object.values(LONG)
    .flat()
    .filter((path) => !tooLong(path, read(path), () => false).length);
  assert.deepEqual(needless, []);
});
