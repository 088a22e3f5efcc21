// The printed blocks of docs/testing.md, unchanged, in a fresh project with the packed tarball: node:test,
// vitest, Playwright and `npx shoptrail collect`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { listen, shut } from "../../www/listen.mjs";
import { snippet } from "../../www/snippet.mjs";
import { browserCommands } from "../../scripts/setup/browser.mjs";
import { installCommand, run } from "../package/support/command.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LIMIT_MS = 120_000;
const TEXT = readFileSync(join(ROOT, "docs", "testing.md"), "utf8");
const BLOCKS = [...TEXT.matchAll(/```(\w+)\n([^]*?)```/g)].map(([, language, code]) => ({ language, code }));
const SHELL = BLOCKS.filter(({ language }) => language === "sh");
const [INSTALL, COLLECT] = SHELL.map(({ code }) => code.trim());

/** The port of the printed configuration, where `npm start` may run, and the free one in its place. */
const PRINTED_PORT = "4173";
let port;

let project;
before(async () => {
  const probe = createServer();
  port = await listen(probe, { port: 0 });
  await shut(probe);
  project = installCommand("vitest", "vite", "@playwright/test");
  // The tarball is installed already. The second printed line makes the project one of ES modules.
  const [, key, value] = /^npm install --save-dev \S+\nnpm pkg set (\w+)=(\w+)$/.exec(INSTALL);
  project.write("package.json", JSON.stringify({ private: true, [key]: value }));
  for (const { language, code } of BLOCKS) {
    const [, name] = /^\/\/ ([\w./-]+\.js)\n/.exec(code) ?? [];
    if (name) project.write(name, code.replaceAll(PRINTED_PORT, port));
    if (language === "json") project.write("expected.json", code);
  }
  await writeShop();
});
after(() => project?.close());

/** The shop that the printed tests open: its thank-you page, as it goes live. */
async function writeShop() {
  const filled = await snippet({ pkgDir: join(ROOT, "pkg"), cdn: "/cdn", api: "https://cdp.customer.io" });
  const tag = filled.replace(' data-bots="true"', "");
  const order = {
    order_id: "1001",
    total: 59.9,
    currency: "EUR",
    line_items: [{ product_id: "P1", name: "Runner", price: 29.95, quantity: 2 }],
  };
  const body = `<h1>Thank you</h1><script>shoptrail.identify({ email: "jane@shop.example" });
shoptrail.track("order_completed", ${JSON.stringify(order)});</script>`;
  const head = `<title>Shop</title>${tag}`;
  const html = `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`;
  project.write(
    "shop.js",
    `import { createServer } from "node:http";
import { readFileSync } from "node:fs";
const html = ${JSON.stringify(html)};
createServer(({ url }, response) => {
  const [, file] = /^\\/cdn\\/([\\w./-]+)$/.exec(url) ?? [];
  response.writeHead(200, { "content-type": file ? "text/javascript" : "text/html" });
  response.end(file ? readFileSync("node_modules/shoptrail/" + file) : html);
}).listen(${port}, "127.0.0.1");`,
  );
}

const node = (...words) =>
  run(process.execPath, words, {
    cwd: project.dir,
    env: {
      ...process.env,
      CHROME: browserCommands().chrome,
      NODE_OPTIONS: undefined,
      NODE_TEST_CONTEXT: undefined,
    },
    limitMs: LIMIT_MS,
  });

test("the test for node:test passes", async () => {
  const { code, stdout } = await node("--test", "--test-reporter=tap", "tests/collector.test.js");
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^# pass 1$/m);
});

test("the test for vitest passes, and fails with the printed failure when the order is wrong", async () => {
  const words = ["node_modules/vitest/vitest.mjs", "run", "tests/report-order.spec.js"];
  const { code, stdout, stderr } = await node(...words);
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /1 passed/);
  const printed = BLOCKS.find(({ code: text }) => text.startsWith("// tests/report-order.spec.js")).code;
  project.write(
    "tests/report-order.spec.js",
    printed.replace("total: 59.9 },\n  });", "total: 49.9 },\n  }, { timeoutMs: 100 });"),
  );
  const failing = await node(...words);
  assert.equal(failing.code, 1);
  assert.match(failing.stdout + failing.stderr, /properties\.total: expected 49\.9, came 59\.9/);
});

test("the tests for Playwright pass against the shop as it goes live", async () => {
  const { code, stdout, stderr } = await node("node_modules/@playwright/test/cli.js", "test");
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /1 passed/);
});

test("the command passes with the printed expectations, and writes the reports", async () => {
  const [, words] = /^npx shoptrail (.*)$/.exec(COLLECT);
  const { code, stdout, stderr } = await project.shoptrail(...words.split(" "));
  assert.equal(code, 0, stdout + stderr);
  assert.match(
    readFileSync(join(project.dir, "tracking.xml"), "utf8"),
    /<testsuite name="shoptrail" tests="3" failures="0">/,
  );
});

test("the printed failure has the form that the collector gives it", () => {
  const printed = BLOCKS.find(({ language }) => language === "text")
    .code.trim()
    .split("\n");
  assert.match(printed[0], /^expected \w+ with .*, once; 0 came within 5000 ms$/);
  assert.match(printed[1], /^what came: \w+ ×\d/);
  assert.match(printed[2], /^nearest: \w+ [0-9A-Z]{26} at [\d:.]{12}$/);
  for (const line of printed.slice(3)) assert.match(line, /^ {2}properties\.\w+: expected .*, came /);
});
