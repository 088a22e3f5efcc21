// A platform and a Customer.io around a server under test: signed webhooks of the sample payloads, and the
// harness's collector for both of its endpoints.
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checkMessage, checkRequest } from "../../../pkg/tools/index.js";
import { startCollector } from "../../../www/collector.mjs";

export const SECRET = "shpss_test";
export const WRITE_KEY = "k";
export const SHOP = "shop.example";

/** A sample payload, with changes. */
export function payload(name, changes) {
  const text = readFileSync(new URL(`../payloads/${name}.json`, import.meta.url), "utf8");
  return JSON.stringify({ ...JSON.parse(text), ...changes });
}

const sign = (body, secret) => createHmac("sha256", secret).update(body).digest("base64");

/** The headers with which the platform of a topic sends a body. */
export function headersOf(topic, body, secret = SECRET) {
  return topic.includes("/")
    ? {
        "content-type": "application/json",
        "x-shopify-topic": topic,
        "x-shopify-hmac-sha256": sign(body, secret),
        "x-shopify-shop-domain": "polly.myshopify.example",
        "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
      }
    : {
        "content-type": "application/json",
        "x-wc-webhook-topic": topic,
        "x-wc-webhook-signature": sign(body, secret),
        "x-wc-webhook-delivery-id": "7",
      };
}

/** A webhook as a request of the fetch API. */
export function webhook(topic, body, secret) {
  const init = { method: "POST", body, headers: headersOf(topic, body, secret) };
  return new Request("https://shop.example/webhooks", init);
}

/** The collector, with Customer.io's rules for a browser at /v1/b and for a server at /v1/batch. */
export function startCustomerIo() {
  const server = { from: "server", endpoint: "/v1/batch" };
  const browser = { from: "browser", endpoint: "/v1/b" };
  const rulesOf = (isServer) => (isServer ? server : browser);
  return startCollector({
    contract: {
      checkRequest: (request) =>
        checkRequest(request, { ...rulesOf(request.path === server.endpoint), writeKey: WRITE_KEY }),
      checkMessage: (text, { writeKey }) =>
        checkMessage(
          text,
          text.includes('"channel":"server"') ? server : { ...browser, writeKey, wireOnly: true },
        ),
      corsHeaders: () => ({}),
    },
  });
}

/** The messages that the page sends for the sample's order. */
export function browserOrder() {
  const script = fileURLToPath(new URL("browser-order.mjs", import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [script], { encoding: "utf8", timeout: 60_000 }));
}
