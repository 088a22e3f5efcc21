// Under every policy of the table the tracker runs as the table says, and all tell the collector the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import { plays, REFUSED, tag } from "./support/embedding.mjs";
import { usePages } from "./support/pages.mjs";
import { MATRIX } from "./support/policies.mjs";

let browser;
let page;
let told;
usePages((...fresh) => void ([browser, page] = fresh));

/** Puts the page under the row's policy. The page listens for what is refused; `violations` are directives. */
function arrange({ policy = "", head = "", missing = null, inserted }, entry) {
  Object.assign(page, {
    withSnippet: false,
    missing,
    policy: policy.replace("COLLECTOR", page.collector.origin),
  });
  page.files = {
    "/first.js": `window.violations = []; addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => violations.push(effectiveDirective + " " + blockedURI)); ${head}`,
    "/entry.js": `import { createTracker } from "/pkg/${entry.file}"; createTracker({ writeKey: "k", bots: true, endpoint: "${page.collector.origin}/v1/b" });`,
    "/insert.js": `const policy = trustedTypes.createPolicy("shop", { createScriptURL: (url) => url });
      const script = Object.assign(document.createElement("script"), { src: policy.createScriptURL("${entry.module ? "/entry.js" : `/cdn/${entry.file}`}"), type: "${entry.module ? "module" : ""}" });
      Object.assign(script.dataset, { bots: "true", writeKey: "k", endpoint: "${page.collector.origin}/v1/b" });
      document.head.append(script);`,
  };
  const loaded = inserted
    ? '<script nonce="n" src="/insert.js"></script>'
    : entry.module
      ? '<script nonce="n" type="module" src="/entry.js"></script>'
      : tag(page, entry.file, 'nonce="n"');
  page.head = `<script nonce="n" src="/first.js"></script>${loaded}`;
}

function guarded() {
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
    if (!told) {
      arrange({}, { file: "embed.min.js" });
      told = (await plays(browser, page)).messages;
    }
    arrange(row, entry);
    const { files, messages } = await plays(browser, page);
    assert.equal(
      files.some((file) => file.startsWith("compat")) ? "script" : "WebAssembly",
      row.runsAs,
      String(files),
    );
    assert.deepEqual(messages, told, "the same messages");
    const violations = await browser.run(() => window.violations);
    assert.deepEqual(
      violations.filter((text) => !/wasm/.test(text)),
      [],
      "nothing but WebAssembly is refused",
    );
    if (/trusted-types/.test(row.policy))
      assert.equal(await guarded(), true, "Trusted Types are enforced here");
  });
}

test("the overlay, the consent part, the identity part and the adapters use no sink that Trusted Types guard", async () => {
  page.expectErrors(REFUSED);
  arrange(MATRIX.find(({ row: { policy = "" } }) => /wasm.*none/.test(policy)).row, { file: "embed.min.js" });
  page.head = page.head.replace(
    "data-bots",
    'data-debug="true" data-consent-from="google" data-consent="granted" data-cookie-domain="auto" data-adapters="attributes,ga4,jsonld,spa,email,woocommerce" data-bots',
  );
  page.files["/first.js"] +=
    'window.dataLayer = [["consent", "default", { analytics_storage: "granted", ad_storage: "granted" }]];';
  await browser.open(page.origin);
  await browser.waitFor(() => shoptrail.diagnostics().on && document.querySelector("shoptrail-overlay"));
  assert.deepEqual(await browser.run(() => window.violations), []);
});
