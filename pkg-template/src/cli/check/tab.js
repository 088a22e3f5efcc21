// One tab of Chromium as the doctor uses it: it opens pages, asks them, records their requests, and answers
// itself what would go to Customer.io.

import { isDelivery } from "./deliveries.js";

/** @import { Chrome } from "./chrome.js" */
/**
 * @typedef {object} Seen  a request of the page
 * @property {string} id
 * @property {string} url
 * @property {string} method
 * @property {string} type
 * @property {string} page  where it was made
 * @property {string} body
 * @property {number | undefined} status
 * @property {boolean} isAnsweredHere
 * @property {string | undefined} failure
 * @property {Record<string, string>} headers  of the answer
 */
/** @typedef {{ directive: string, blocked: string, type: string, page: string }} PolicyIssue */

const QUIET_MS = 600;
const SETTLE_LIMIT_MS = 6000;
const ANSWER = [
  { name: "content-type", value: "application/json" },
  { name: "access-control-allow-origin", value: "*" },
  { name: "access-control-allow-headers", value: "*" },
];

export class Tab {
  /** @type {Map<string, Seen>} */
  requests = new Map();
  /** @type {PolicyIssue[]} */
  policyIssues = [];
  /** @type {string[]} */
  errors = [];
  url = "about:blank";
  #chrome;
  #session = "";
  #isSending;
  #loaded = () => {};
  #lastRequestAt = 0;

  /**
   * @param {Chrome} chrome
   * @param {boolean} isSending  whether events may go to Customer.io
   */
  constructor(chrome, isSending) {
    this.#chrome = chrome;
    this.#isSending = isSending;
  }

  async open() {
    const chrome = this.#chrome;
    const { targetId } = await chrome.send("Target.createTarget", { url: "about:blank" });
    chrome.on("Target.attachedToTarget", ({ sessionId }) => void this.#watch(sessionId));
    chrome.on("Fetch.requestPaused", (event, session) => void this.#paused(event, session));
    chrome.on("Network.requestWillBeSent", (event) => this.#started(event));
    chrome.on("Network.responseReceived", ({ requestId, response }) => {
      const seen = this.requests.get(requestId);
      if (seen) Object.assign(seen, { status: response.status, headers: lowerCase(response.headers) });
    });
    chrome.on("Network.loadingFailed", ({ requestId, errorText, blockedReason }) => {
      const seen = this.requests.get(requestId);
      if (seen && seen.status === undefined) seen.failure = blockedReason ?? errorText;
    });
    chrome.on("Page.loadEventFired", () => this.#loaded());
    chrome.on("Audits.issueAdded", ({ issue }) => this.#addIssue(issue));
    chrome.on("Runtime.exceptionThrown", ({ exceptionDetails: { exception, text } }) => {
      this.errors.push(String(exception?.description ?? text).split("\n")[0]);
    });
    const { sessionId } = await chrome.send("Target.attachToTarget", { targetId, flatten: true });
    this.#session = sessionId;
    const { userAgent } = await chrome.send("Browser.getVersion");
    await this.#send("Emulation.setUserAgentOverride", { userAgent: userAgent.replace("Headless", "") });
    for (const domain of ["Page", "Audits", "Runtime"]) await this.#send(`${domain}.enable`);
    await this.#watch(sessionId);
  }

  /**
   * Watches the requests of a target. Frames and workers of other origins are targets of their own; they wait
   * until they are watched.
   * @param {string} session
   */
  async #watch(session) {
    const send = (/** @type {string} */ method, /** @type {any} */ params) =>
      this.#chrome.send(method, params, session).catch(() => {});
    await send("Network.enable", { maxPostDataSize: 1_000_000 });
    // A worker of the shop would make the requests again, where nothing is watched.
    await send("Network.setBypassServiceWorker", { bypass: true });
    await send("Fetch.enable", { patterns: [{ urlPattern: "*", requestStage: "Request" }] });
    await send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
    await send("Runtime.runIfWaitingForDebugger", {});
  }

  /**
   * @param {string} method
   * @param {Record<string, unknown>} [params]
   */
  #send(method, params) {
    return this.#chrome.send(method, params, this.#session);
  }

  /**
   * Opens a page. Resolves with what went wrong, or undefined.
   * @param {string} url
   * @param {number} limitMs
   * @returns {Promise<string | undefined>}
   */
  async goto(url, limitMs) {
    this.url = url;
    const loaded = this.#nextLoad(limitMs);
    const { errorText } = await this.#send("Page.navigate", { url });
    if (errorText) return errorText;
    await loaded;
    await this.settle();
    return undefined;
  }

  /** @param {number} limitMs */
  #nextLoad(limitMs) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), limitMs).unref();
      this.#loaded = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }

  /** Resolves when the page has asked for nothing for a moment. */
  async settle() {
    const until = Date.now() + SETTLE_LIMIT_MS;
    this.#lastRequestAt = Date.now();
    while (Date.now() < until && Date.now() - this.#lastRequestAt < QUIET_MS)
      await new Promise((resolve) => setTimeout(resolve, 50));
    this.url = await this.ask(() => location.href);
  }

  /**
   * Calls `body(...args)` in the page, as if the shopper had done something. Resolves with its result, which
   * is JSON.
   * @template Result
   * @template {unknown[]} Args
   * @param {(...args: Args) => Result} body
   * @param {Args} args
   * @returns {Promise<Awaited<Result>>}
   */
  async ask(body, ...args) {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", {
      expression: `(${body})(...${JSON.stringify(args)})`,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /**
   * The body of an answer, or undefined where Chromium no longer has it.
   * @param {string} requestId
   * @returns {Promise<Buffer | undefined>}
   */
  async answerBody(requestId) {
    try {
      const { body, base64Encoded } = await this.#send("Network.getResponseBody", { requestId });
      return Buffer.from(body, base64Encoded ? "base64" : "utf8");
    } catch (error) {
      return undefined;
    }
  }

  /** @param {any} event */
  #started({ requestId, request, type = "Other", documentURL }) {
    this.#lastRequestAt = Date.now();
    const earlier = this.requests.get(requestId);
    if (earlier && earlier.url === request.url) return;
    this.requests.set(requestId, {
      id: requestId,
      url: request.url,
      method: request.method,
      type,
      page: documentURL ?? this.url,
      body: request.postData ?? "",
      status: undefined,
      isAnsweredHere: false,
      failure: undefined,
      headers: {},
    });
  }

  /**
   * @param {any} event
   * @param {string | undefined} session
   */
  async #paused({ requestId, networkId, request, resourceType }, session) {
    const body = request.postData ?? decoded(request.postDataEntries);
    if (!networkId || !this.requests.has(networkId))
      this.#started({
        requestId: networkId ?? requestId,
        request,
        type: resourceType,
        documentURL: this.url,
      });
    const seen = this.requests.get(networkId ?? requestId);
    if (seen && body) seen.body = body;
    const isHeldBack = !this.#isSending && isDelivery({ ...request, body });
    if (seen && isHeldBack) Object.assign(seen, { isAnsweredHere: true, status: 200 });
    const answer = { requestId, responseCode: 200, responseHeaders: ANSWER, body: "e30=" };
    const [method, params] = isHeldBack
      ? ["Fetch.fulfillRequest", answer]
      : ["Fetch.continueRequest", { requestId }];
    await this.#chrome.send(method, params, session).catch(() => {});
  }

  /** @param {any} issue */
  #addIssue({ details: { contentSecurityPolicyIssueDetails: found } = {} }) {
    if (!found || found.isReportOnly) return;
    this.policyIssues.push({
      directive: found.violatedDirective,
      blocked: found.blockedURL ?? "",
      type: found.contentSecurityPolicyViolationType,
      page: this.url,
    });
  }
}

/** @param {{ bytes?: string }[] | undefined} entries */
function decoded(entries = []) {
  return Buffer.concat(entries.map(({ bytes = "" }) => Buffer.from(bytes, "base64"))).toString("utf8");
}

/** @param {Record<string, string>} headers */
function lowerCase(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
