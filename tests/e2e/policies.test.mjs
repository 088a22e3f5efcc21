// The tracker under every content security policy of the table (support/policies.mjs): it runs as the table
// says, and the collector gets the same messages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { playFirstVisit, REFUSED, tag } from "./support/embedding.mjs";
import { usePages } from "./support/pages.mjs";
import { MATRIX } from "./support/policies.mjs";

let browser;
let page;
let expectedMessages;
usePages((...fresh) => void ([browser, page] = fresh));

/** Sets up the page for a row and an entry. The page records what its policy refuses in `violations`. */
function setUp({ policy = "", head = "", missing = null, inserted }, entry) {
  Object.assign(page, {
    withSnippet: false,
    missing,
    policy: policy.replace("COLLECTOR", page.collector.origin),
  });
  const source = entry.module ? "/entry.js" : `/cdn/${entry.file}`;
  const endpoint = `${page.collector.origin}/v1/b`;
  page.files = {
    "/first.js": `
      window.violations = [];
      addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
        violations.push(effectiveDirective + " " + blockedURI));
      ${head}`,
    "/entry.js": `
      import { createTracker } from "/pkg/${entry.file}";
      createTracker({ writeKey: "k", bots: true, endpoint: "${endpoint}" });`,
    "/insert.js": `
      const policy = trustedTypes.createPolicy("shop", { createScriptURL: (url) => url });
      const script = document.createElement("script");
      script.src = policy.createScriptURL("${source}");
      script.type = "${entry.module ? "module" : ""}";
      Object.assign(script.dataset, { bots: "true", writeKey: "k", endpoint: "${endpoint}" });
      document.head.append(script);`,
  };
  const loaded = inserted
    ? '<script nonce="n" src="/insert.js"></script>'
    : entry.module
      ? '<script nonce="n" type="module" src="/entry.js"></script>'
      : tag(page, entry.file, 'nonce="n"');
  page.head = `<script nonce="n" src="/first.js"></script>${loaded}`;
}

/** Whether the page enforces Trusted Types. */
function enforcesTrustedTypes() {
  return browser.run(() => {
    try {
      document.createElement("script").src = "/not-typed.js";
    } catch (error) {
      return true;
    }
  });
}

for (const { name, row, entry } of MATRIX) {
  test(name, async () => {
    page.expectErrors(REFUSED);
    if (!expectedMessages) {
      setUp({}, { file: "embed.min.js" });
      expectedMessages = (await playFirstVisit(browser, page)).messages;
    }
    setUp(row, entry);
    const { files, messages } = await playFirstVisit(browser, page);
    assert.equal(
      files.some((file) => file.startsWith("compat")) ? "script" : "WebAssembly",
      row.runsAs,
      String(files),
    );
    assert.deepEqual(messages, expectedMessages, "the same messages");
    const violations = await browser.run(() => window.violations);
    assert.deepEqual(
      violations.filter((text) => !/wasm/.test(text)),
      [],
      "nothing but WebAssembly is refused",
    );
    if (/trusted-types/.test(row.policy))
      assert.equal(await enforcesTrustedTypes(), true, "Trusted Types are enforced here");
  });
}

test("the overlay, the parts and the adapters use no sink that Trusted Types guard", async () => {
  page.expectErrors(REFUSED);
  setUp(MATRIX.find(({ row: { policy = "" } }) => /wasm.*none/.test(policy)).row, { file: "embed.min.js" });
  page.head = page.head.replace(
    "data-bots",
    [
      'data-debug="true" data-consent-from="google" data-consent="granted" data-cookie-domain="auto"',
      'data-adapters="attributes,ga4,jsonld,spa,email,woocommerce" data-bots',
    ].join(" "),
  );
  page.files["/first.js"] += `
    const granted = { analytics_storage: "granted", ad_storage: "granted" };
    window.dataLayer = [["consent", "default", granted]];`;
  await browser.open(page.origin);
  await browser.waitFor(() => shoptrail.diagnostics().on && document.querySelector("shoptrail-overlay"));
  assert.deepEqual(await browser.run(() => window.violations), []);
});
