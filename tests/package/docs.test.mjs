// What the documents promise about themselves: plain sentences, links that lead somewhere, a short README
// with the commands of a fresh clone, figures and sizes that are measured, and blocks that are the same
// everywhere.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { withFigures } from "../../bench/readme-figures.mjs";
import { releasedManifest, releasedReadme } from "../../scripts/release-manifest.mjs";
import { documents, lintProse } from "../../scripts/prose/lint.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const text = (path) => readFileSync(`${ROOT}${path}`, "utf8");
const README = text("README.md");
const SIZES = JSON.parse(text("pkg/sizes.json"));
const MOST_LINES = 150;
const MOST_BYTES = 10_000;
/** By how much a size in a document may differ from the build's. */
const SIZE_TOLERANCE = 0.05;

test("every document keeps the rules of scripts/prose/rules.json", async () => {
  assert.ok(documents().length > 35);
  assert.deepEqual(await lintProse(), []);
});

test("the rules find long sentences, private words, misspelt terms and dead links", async () => {
  const folder = mkdtempSync(join(tmpdir(), "shoptrail-prose-"));
  try {
    const long = Array.from({ length: 26 }, () => "word").join(" ");
    const lines = [
      "# Title",
      "### Skipped",
      `${long}.`,
      "The page is told.",
      "Use Woocommerce or customer.io.",
      "A [file](nothing.md) and a [heading](#none), and [another](#title).",
      "| a | b |\n| --- | --- |\n| ".concat(long, " | b |"),
      `\`\`\`text\n${long}\n\`\`\``,
      "x ".repeat(56).trimEnd(),
    ];
    writeFileSync(join(folder, "page.md"), `${lines.join("\n\n")}\n`);
    const faults = await lintProse([relative(ROOT, join(folder, "page.md"))]);
    const found = (rule, detail) =>
      faults.filter((fault) => fault.includes(rule) && fault.includes(detail)).length;
    assert.equal(found("shoptrail-sentences", "26 words"), 1, faults.join("\n"));
    assert.equal(found("shoptrail-words", '"told"'), 1);
    assert.equal(found("shoptrail-words", '"Woocommerce": WooCommerce'), 1);
    assert.equal(found("shoptrail-words", '"customer.io": Customer.io'), 1);
    assert.equal(found("shoptrail-links", "nothing.md"), 1);
    assert.equal(found("shoptrail-links", "#none"), 1);
    assert.equal(found("shoptrail-links", "#title"), 0);
    assert.equal(found("MD001", ""), 1);
    assert.equal(found("MD013", ""), 2, "the long sentence and the long line");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the README is short, and has the commands of a fresh clone", () => {
  assert.ok(README.trimEnd().split("\n").length <= MOST_LINES);
  assert.ok(Buffer.byteLength(README) <= MOST_BYTES);
  const { scripts } = JSON.parse(text("package.json"));
  for (const command of ["npm start", "npm test", "npm run build", "npm run bench", "npm run docs:build"]) {
    assert.ok(README.includes(command), command);
    assert.ok(scripts[command.replace(/^npm (run )?/, "")], command);
  }
});

test("every npm command in a document exists", () => {
  const { scripts } = JSON.parse(text("package.json"));
  for (const path of documents())
    for (const [command, name] of text(path).matchAll(/npm run ([\w:-]+)/g))
      assert.ok(scripts[name], `${path}: ${command}`);
});

test("the README's figures are those of bench/RESULTS.md: run `node bench/readme-figures.mjs`", () => {
  assert.equal(README, withFigures(README, text("bench/RESULTS.md")));
  const stale = README.replace(/(?<=^\| `track\(\)`.*\| )\d+/m, "1");
  assert.notEqual(stale, README);
  assert.equal(withFigures(stale, text("bench/RESULTS.md")), README);
});

test("the sizes in the documents are those of the build", () => {
  const kib = (name, kind = "brotli") => SIZES.files[name][kind] / 1024;
  const stated = [
    ["README.md", /`embed\.min\.js`, \*\*([\d.]+) KiB\*\*/, kib("embed.min.js")],
    ["pkg-template/README.md", /([\d.]+) KiB \(brotli 11\) in one request/, kib("embed.min.js")],
    ["docs/script-tag.md", /`embed\.min\.js` \| 1 \| ([\d.]+) KiB/, kib("embed.min.js")],
    ["docs/script-tag.md", /\| 2 \| ([\d.]+) \+ /, kib("two-files.min.js")],
    ["docs/script-tag.md", /\| 2 \| [\d.]+ \+ ([\d.]+) KiB/, kib("shoptrail_bg.wasm")],
    ["docs/script-tag.md", /8\.2 KB gzip/, 0],
    ["docs/script-tag.md", /\| \+ 1 \| ([\d.]+) \(/, kib("compat.js")],
    ["docs/script-tag.md", /\| \+ 1 \| [\d.]+ \(([\d.]+)\) KiB/, kib("compat-url.js")],
    ["docs/consent.md", /`consent\.js` \(([\d.]+) KiB\)/, kib("consent.js")],
    ["docs/plan.md", /`semantic-names\.js`, ([\d.]+) KiB/, kib("semantic-names.js")],
    ["docs/custom-events.md", /`custom-events\.js`, ([\d.]+) KiB/, kib("custom-events.js")],
    ["docs/change-messages.md", /`message-hooks\.js` \(([\d.]+) KiB/, kib("message-hooks.js")],
    ["docs/change-messages.md", /`default-properties\.js` \(([\d.]+) KiB/, kib("default-properties.js")],
    ["docs/change-messages.md", /`sessions\.js` \(([\d.]+) KiB/, kib("sessions.js")],
    ["docs/destinations.md", /`destination\.js`, ([\d.]+) KiB/, kib("destination.js")],
  ];
  for (const [path, pattern, size] of stated) {
    const found = text(path).replace(/\s+/g, " ").match(pattern);
    assert.ok(found, `${path} states ${pattern}`);
    if (!size) continue;
    const difference = Math.abs(Number(found[1]) - size);
    assert.ok(difference <= Math.max(0.06, size * SIZE_TOLERANCE), `${path}: ${found[0]}, ${size} KiB`);
  }
  const gzip = SIZES.files["two-files.min.js"].gzip / 1000;
  assert.ok(Math.abs(gzip - 8.2) <= 8.2 * SIZE_TOLERANCE, `two-files.min.js has ${gzip} KB gzip`);
});

test("the limits in docs/limits.md are those of the plan", () => {
  const plan = JSON.parse(text("pkg-template/plan.json"));
  const page = text("docs/limits.md");
  const table = Object.fromEntries(
    [...page.matchAll(/^\| (\d) \| (`.*) \|$/gm)].map(([, intent, names]) => [intent, names.match(/\w+/g)]),
  );
  for (const { name, intent } of plan.events)
    assert.ok(table[intent]?.includes(name), `${name} has intent ${intent}`);
  const rows = [
    ["name of an event", plan.limits.event_name_bytes],
    ["name of a property or attribute", plan.limits.property_name_bytes],
    ["names in an event's properties", plan.limits.properties],
    ["lines of a cart or order", plan.limits.line_items],
    ["objects and lists inside each other", plan.limits.depth],
  ];
  for (const [row, limit] of rows) assert.match(page, new RegExp(`^\\| ${row} \\| ${limit}\\b`, "m"));
});

test("a block that several documents print is the same in all of them", () => {
  const printed = text("docs/shopify.md").match(/\{% render .* %\}/)[0];
  for (const path of ["README.md", "pkg-template/shopify/README.md"])
    assert.ok(text(path).includes(printed), path);
});

test("the overview lists every page of docs/", () => {
  const overview = text("docs/README.md");
  const pages = readdirSync(`${ROOT}docs`).filter((name) => name.endsWith(".md") && name !== "README.md");
  for (const name of pages)
    assert.ok(
      overview.includes(`](${name})`),
      `docs/README.md does not list ${name}: add a row for its reader`,
    );
});

test("every link of the package's documents is a file of the package", () => {
  for (const path of ["README.md", "ADAPTERS.md", "PROXY.md", "THREATS.md", "shopify/README.md"]) {
    for (const [, link] of text(`pkg/${path}`).matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g))
      assert.doesNotThrow(() => text(`pkg/${join(path, "..", link)}`), `${path}: ${link}`);
  }
});

test("a release has the addresses of its repository, and absolute links in its README", () => {
  const address = "https://code.example/owner/name";
  const manifest = releasedManifest({ name: "shoptrail" }, address);
  assert.equal(manifest.repository.url, `git+${address}.git`);
  assert.equal(manifest.homepage, `${address}#readme`);
  const readme = releasedReadme(
    "[a](PLAN.md#page) [b](#here) [c](https://x.example/) `d`",
    address,
    "v1.2.3",
  );
  assert.equal(
    readme,
    `[a](${address}/blob/v1.2.3/pkg-template/PLAN.md#page) [b](#here) [c](https://x.example/) \`d\``,
  );
  const { keywords } = JSON.parse(text("pkg-template/package.json"));
  assert.ok(keywords.length >= 6);
  assert.doesNotMatch(releasedReadme(text("pkg-template/README.md"), address, "v1"), /\]\((?!https?:|#)/);
});
