// Coming from Customer.io's own SDK, in a real browser: the SDK from npm and then shoptrail, as the blocks of
// docs/migration.md print both, against a server that plays Customer.io's hosts.

import assert from "node:assert/strict";
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { after, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startCustomerIoHosts } from "./support/customerio-hosts.mjs";
import { usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TEXT = readFileSync(`${ROOT}docs/migration.md`, "utf8");
const BLOCKS = Object.fromEntries(
  [...TEXT.matchAll(/```[jt]s\n\/\/ ([\w-]+)\.[jt]s\n([^]*?)```/g)].map(([, name, code]) => [name, code]),
);
const LIMIT_MS = 10_000;
// Before the browser: it has to know where the hosts are.
const hosts = await startCustomerIoHosts();
let browser;
let page;

after(() => hosts.close());
usePages((...both) => ([browser, page] = both), { flags: hosts.flags });
beforeEach(() => {
  hosts.reset();
  page.withSnippet = false;
  page.body = '<a id="size-guide" href="#guide">Size guide</a><script type="module" src="/shop.js"></script>';
});

/** Opens a page whose module is `code`, which may import the blocks by their names. */
async function openShop(path, code) {
  const blocks = {
    name: "blocks",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, ({ path: name, importer, namespace }) =>
        namespace === "blocks" || importer === "<stdin>"
          ? { path: name.slice(2), namespace: "blocks" }
          : undefined,
      );
      onLoad({ filter: /./, namespace: "blocks" }, ({ path: name }) => ({
        // The browser of this test is driven, and would not be counted.
        contents: BLOCKS[name].replace("createTracker({", "createTracker({ bots: true,"),
        resolveDir: ROOT,
        loader: "ts",
      }));
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: ROOT, loader: "ts" },
    alias: { shoptrail: `${ROOT}pkg/index.js`, "shoptrail/in-app": `${ROOT}pkg/in-app.js` },
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [blocks],
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "error",
  });
  page.files["/shop.js"] = outputFiles[0].text;
  await browser.open(page.origin + path);
}

/** Every message that Customer.io's endpoints got, one per messageId. */
function messages() {
  const all = hosts.requests
    .filter(({ host, method }) => host === "cdp.customer.io" && method === "POST")
    .map(({ body }) => JSON.parse(body))
    .flatMap((body) => body.batch ?? [body]);
  return [...new Map(all.map((message) => [message.messageId, message])).values()];
}
const namesOf = (all) => all.map(({ type, event }) => event ?? type).sort();
const arrive = (count) =>
  browser.driver.wait(() => messages().length >= count, LIMIT_MS, `waited for ${count} messages`);

test("the same shop before and after: one shopper, the same events under the same names", async () => {
  await openShop("/before", 'import { openProduct, logIn } from "./before"; openProduct(); logIn();');
  await arrive(4);
  const theirs = messages();
  assert.deepEqual(namesOf(theirs), ["Gift Wrapped", "Product Viewed", "identify", "page"]);
  const [{ anonymousId }] = theirs;

  hosts.reset();
  await openShop("/after", 'import { openProduct } from "./after"; openProduct();');
  await started(browser);
  await delivered(browser);
  const own = messages();
  // A second identify has what the browser learned of the person from the product.
  assert.deepEqual([...new Set(namesOf(own))], namesOf(theirs));
  assert.deepEqual([...new Set(own.map((message) => message.userId))], ["42"]);
  assert.deepEqual([...new Set(own.map((message) => message.anonymousId))], [anonymousId]);
  const { traits } = own.find(({ type }) => type === "identify");
  assert.deepEqual([traits.email, traits.first_name], ["jane@example.com", "Jane"]);

  hosts.reset();
  await openShop("/after/2", 'import { logIn, logOut } from "./after"; logIn(); logOut();');
  await started(browser);
  await delivered(browser);
  assert.deepEqual(namesOf(messages()), ["page"], "the same person and traits say nothing new");
  assert.deepEqual(
    await browser.run(() =>
      [...Object.keys(localStorage), ...document.cookie.split("; ")].filter((name) => /^ajs_[au]/.test(name)),
    ),
    [],
    "a log-out takes the SDK's ids with it",
  );
  hosts.reset();
  await openShop("/after/3", 'import { openProduct } from "./after"; openProduct();');
  await started(browser);
  await delivered(browser);
  assert.ok(messages().every((message) => !message.userId && message.anonymousId !== anonymousId));
});

test("ids, a function around track(), and a link", async () => {
  const code = `import { logIn } from "./after"; import * as ids from "./ids-after";
    import { track } from "./middleware-after"; import "./links-after";
    window.known = []; ids.whenKnown((id) => window.known.push(id)); logIn();
    window.ids = ids; window.tracked = track("Gift Wrapped", { product_id: "P7" });`;
  await openShop("/", code);
  await started(browser);
  await browser.click("#size-guide");
  await delivered(browser);
  const wrapped = messages().filter(({ event }) => event === "Gift Wrapped");
  assert.deepEqual(
    wrapped.map(({ properties }) => [properties.product_id, properties.store]),
    [
      ["P7", "es"],
      ["P1", undefined],
    ],
  );
  assert.deepEqual(await browser.run(() => window.known), ["42"]);
  assert.equal(await browser.run(() => window.ids.anonymousId()), wrapped[0].anonymousId);
  hosts.reset();
  await openShop("/staff/", code);
  await started(browser);
  await delivered(browser);
  assert.ok(!namesOf(messages()).includes("Gift Wrapped"), "dropped on the staff's pages");
});

test("the calls of the legacy snippet", async () => {
  await openShop("/", `import { shoptrail } from "./after"; ${BLOCKS["cio-after"]}`);
  await started(browser);
  await delivered(browser);
  const all = messages();
  assert.deepEqual(namesOf(all), ["Order Completed", "identify", "page", "page"]);
  assert.equal(all.find(({ type }) => type === "identify").userId, "42");
});
