// The doctor's walk through a shop: the page that was asked for, a product, the cart. It records what the
// pages say and send, and finds nothing.

import { createHash } from "node:crypto";
import { startChrome } from "./chrome.js";
import { isShoptrail, messagesOf } from "./deliveries.js";
import * as page from "./page-facts.js";
import { Tab } from "./tab.js";

/** @typedef {ReturnType<typeof page.pageFacts> & ReturnType<typeof page.surroundings>} Facts */
/** @typedef {{ isSending: boolean, isWalking: boolean, hasConsent: boolean, limitMs: number }} How */
/** @typedef {{ name: string, how: string, facts: Facts, policy: string }} Step */
/**
 * @typedef {object} Visit
 * @property {string} browser
 * @property {Step[]} steps
 * @property {string[]} notReached  steps of the walk that were not possible, with the reason
 * @property {import("./tab.js").Seen[]} requests
 * @property {import("./tab.js").PolicyIssue[]} policyIssues
 * @property {string[]} errors  that scripts of the page threw
 * @property {{ message: any, url: string, page: string }[]} sent  shoptrail's messages
 * @property {number} sentByOthers  messages to Customer.io that something else made
 * @property {boolean} isTrailReleased  whether an invented shopper was identified to see the held trail
 * @property {{ src: string, sha384: string, body: string } | undefined} script
 * @property {string | undefined} failure  why the page did not open
 */

// The tracker knows nobody by this address, and nobody can have it: RFC 2606.
const INVENTED_SHOPPER = "shoptrail-check@shop.example";
const TRACKER_LIMIT_MS = 4000;
// No event can leave by a way that is not watched.
const FENCE = ["cdp.customer.io", "cdp-eu.customer.io", "track.customer.io", "track-eu.customer.io"];

/**
 * @param {string} url
 * @param {How} how
 * @returns {Promise<Visit>}
 */
export async function visit(url, how) {
  const rules = FENCE.map((host) => `MAP ${host} ~NOTFOUND`).join(",");
  const chrome = await startChrome(how.isSending ? [] : [`--host-resolver-rules=${rules}`]);
  try {
    const tab = new Tab(chrome, how.isSending);
    await tab.open();
    return await walk(tab, url, { ...how, browser: chrome.version });
  } finally {
    await chrome.close();
  }
}

/**
 * @param {Tab} tab
 * @param {string} url
 * @param {How & { browser: string }} how
 * @returns {Promise<Visit>}
 */
async function walk(tab, url, how) {
  /** @type {Step[]} */
  const steps = [];
  /** @type {string[]} */
  const notReached = [];
  const failure = await tab.goto(url, how.limitMs);
  /** @type {Visit["script"]} */
  let script;
  let isTrailReleased = false;
  if (!failure) {
    await look(tab, steps, { name: "page", how: "" }, how);
    script = await trackerScript(tab, steps[0].facts);
    if (how.isWalking) await walkOn(tab, { steps, notReached }, how);
    isTrailReleased = await release(tab, how.isSending);
  }
  const requests = [...tab.requests.values()];
  const sent = requests.flatMap(({ body, url: to, page: from }) =>
    (messagesOf(body) ?? []).map((message) => ({ message, url: to, page: from })),
  );
  return {
    browser: how.browser,
    steps,
    notReached,
    requests,
    policyIssues: tab.policyIssues,
    errors: tab.errors,
    sent: sent.filter(({ message }) => isShoptrail(message)),
    sentByOthers: sent.filter(({ message }) => !isShoptrail(message)).length,
    isTrailReleased,
    script,
    failure,
  };
}

/**
 * To a product, and into the cart with it.
 * @param {Tab} tab
 * @param {{ steps: Step[], notReached: string[] }} found
 * @param {{ hasConsent: boolean, limitMs: number }} how
 */
async function walkOn(tab, { steps, notReached }, how) {
  let sign = await tab.ask(page.productSign);
  if (sign) steps[0].name = "product";
  else {
    const link = await tab.ask(page.productLink);
    if (!link) return void notReached.push("product: this page links to none that the doctor recognises");
    const failure = await tab.goto(link, how.limitMs);
    if (failure) return void notReached.push(`product: ${link} did not open (${failure})`);
    sign = await tab.ask(page.productSign);
    await look(tab, steps, { name: "product", how: sign || "a link of the page before" }, how);
  }
  const button = await tab.ask(page.clickAddToCart);
  if (!button) return void notReached.push("add to cart: the doctor recognises no button for it");
  await tab.settle();
  await look(tab, steps, { name: "add to cart", how: button }, how);
}

/**
 * @param {Tab} tab
 * @param {Step[]} steps
 * @param {{ name: string, how: string }} step
 * @param {{ hasConsent: boolean }} how
 */
async function look(tab, steps, step, { hasConsent }) {
  await tab.ask(page.waitForTracker, TRACKER_LIMIT_MS);
  if (hasConsent) {
    await tab.ask(page.grantConsent);
    await tab.settle();
  }
  await tab.ask(page.flushTracker);
  const facts = { ...(await tab.ask(page.pageFacts)), ...(await tab.ask(page.surroundings)) };
  const document = [...tab.requests.values()]
    .filter(({ type, url }) => type === "Document" && url === tab.url)
    .pop();
  const policy = document?.headers["content-security-policy"] ?? facts.policyElement ?? "";
  steps.push({ ...step, facts, policy });
}

/**
 * @param {Tab} tab
 * @param {boolean} isSending
 */
async function release(tab, isSending) {
  const { diagnostics } = await tab.ask(page.pageFacts);
  if (isSending || !diagnostics?.on || !diagnostics.counts.held) return false;
  await tab.ask(page.releaseHeldTrail, INVENTED_SHOPPER);
  await tab.settle();
  return true;
}

/**
 * @param {Tab} tab
 * @param {Facts} facts
 */
async function trackerScript(tab, { tags: [tag] }) {
  if (!tag?.src) return undefined;
  const request = [...tab.requests.values()].find(({ url, status }) => url === tag.src && status === 200);
  const body = request && (await tab.answerBody(request.id));
  if (!body) return undefined;
  const sha384 = `sha384-${createHash("sha384").update(body).digest("base64")}`;
  return { src: tag.src, sha384, body: body.toString("utf8") };
}
