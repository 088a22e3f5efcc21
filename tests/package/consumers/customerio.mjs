// Customer.io's address, answered by the collector on this machine. So a page is exactly what the README
// prints, without an endpoint or an option for tests.

import { connect } from "node:net";
import { createServer as createHttpsServer } from "node:https";
import { createServer } from "node:tls";
import { startCollector } from "../../../www/collector.mjs";
import { readPlan } from "../../../www/snippet.mjs";
import { startBrowser } from "../../e2e/support/browser.mjs";
import { certificate } from "./certificate.mjs";

const HOST = "cdp.customer.io";
// Hydrogen loads its consent script from here. The other files that it loads from here may be empty.
const SHOPIFY = "cdn.shopify.com";
const CONSENT =
  'Object.assign(Shopify.customerPrivacy, { consentStatus: "loaded", analyticsProcessingAllowed: () => ' +
  "true, marketingAllowed: () => true, preferencesProcessingAllowed: () => true, saleOfDataAllowed: () " +
  "=> true, currentVisitorConsent: () => ({}), setTrackingConsent: (consent, done) => done?.(), " +
  "shouldShowBanner: () => false });";
// A browser that does not look automated or headless, because the tracker does not track such a browser.
const SHOPPER = [
  "--disable-blink-features=AutomationControlled",
  "--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) " +
    "Chrome/156.0.0.0 Safari/537.36",
];

/**
 * `{collector, browser, close()}`: a Chromium in which Customer.io's host is that collector, and others are
 * unknown.
 */
export async function startCustomerIo() {
  const collector = await startCollector({
    plan: await readPlan(new URL("../../../pkg/", import.meta.url).pathname),
  });
  const server = createServer(certificate(HOST), (socket) => {
    const inner = connect(collector.port, "127.0.0.1");
    for (const [from, to] of [
      [socket, inner],
      [inner, socket],
    ])
      from.on("error", () => to.destroy()).pipe(to);
  });
  const shopify = createHttpsServer(certificate(SHOPIFY), ({ url }, response) =>
    response
      .writeHead(200, { "content-type": "text/javascript", "access-control-allow-origin": "*" })
      .end(url.includes("consent-tracking-api") ? CONSENT : ""),
  );
  for (const one of [server, shopify]) await new Promise((resolve) => one.listen(0, "127.0.0.1", resolve));
  const rules =
    `MAP ${HOST}:443 127.0.0.1:${server.address().port}, MAP ${SHOPIFY}:443 ` +
    `127.0.0.1:${shopify.address().port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost`;
  const browser = await startBrowser({
    flags: [...SHOPPER, "--ignore-certificate-errors", `--host-resolver-rules=${rules}`],
  });
  return {
    collector,
    browser,
    async close() {
      await browser.quit();
      shopify.closeAllConnections();
      await Promise.all([
        collector.close(),
        ...[server, shopify].map((one) => new Promise((resolve) => one.close(resolve))),
      ]);
    },
  };
}
