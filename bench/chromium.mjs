// A Chromium for the bench, driven by the DevTools protocol through a pipe: traces come as events, which the
// driver of the tests does not pass on. It puts nothing into the measured pages. start.mjs and memory.mjs use
// it.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { QUIET_FLAGS } from "../scripts/chromium-flags.mjs";
import { browserCommands } from "../scripts/setup/browser.mjs";

const FLAGS = [
  ...QUIET_FLAGS,
  "--remote-debugging-pipe",
  // The browser can reach nothing but this machine, whatever a tracker tries.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];
const ANSWER_MS = 120_000;

/** Starts Chromium with a new profile. `flags` are added to its command line. */
export async function startChromium(flags = []) {
  const profile = mkdtempSync(join(tmpdir(), "shoptrail-bench-"));
  const child = spawn(
    browserCommands().chrome,
    [...FLAGS, ...flags, `--user-data-dir=${profile}`, "about:blank"],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
  );
  const chromium = new Chromium(child, profile);
  await chromium.send("Target.setDiscoverTargets", { discover: true });
  chromium.version = (await chromium.send("Browser.getVersion")).product.split("/")[1];
  return chromium;
}

class Chromium {
  version = "";
  #child;
  #profile;
  #lastId = 0;
  #answers = new Map();
  #listeners = new Set();
  #exited;

  constructor(child, profile) {
    this.#child = child;
    this.#profile = profile;
    this.#exited = new Promise((resolve) => child.once("exit", resolve));
    let buffered = "";
    child.stdio[4].setEncoding("utf8").on("data", (chunk) => {
      const messages = (buffered + chunk).split("\0");
      buffered = messages.pop();
      for (const message of messages) this.#receive(JSON.parse(message));
    });
    child.stdio[3].on("error", () => {});
  }

  #receive({ id, result, error, method, params, sessionId }) {
    if (id) {
      const { resolve, reject } = this.#answers.get(id);
      this.#answers.delete(id);
      if (error) reject(new Error(error.message));
      else resolve(result);
    } else for (const listener of this.#listeners) listener(method, params, sessionId);
  }

  /** Sends a command, to the browser or to the tab of a session. Resolves with the answer. */
  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#lastId;
    this.#child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} got no answer`)), ANSWER_MS);
      const end = (settle) => (value) => (clearTimeout(timer), settle(value));
      this.#answers.set(id, { resolve: end(resolve), reject: end(reject) });
    });
  }

  /** Calls `listener(method, params, sessionId)` for each event. Returns a function that ends it. */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens a tab, in a renderer process that no earlier tab has used. */
  async openTab() {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const tab = new Tab(this, targetId, sessionId);
    await tab.send("Page.enable");
    return tab;
  }

  /** Records a trace while `work` runs. Resolves with its events. */
  async trace(categories, work) {
    const events = [];
    let end;
    const complete = new Promise((resolve) => (end = resolve));
    const stop = this.listen((method, params) => {
      if (method === "Tracing.dataCollected") for (const event of params.value) events.push(event);
      if (method === "Tracing.tracingComplete") end();
    });
    await this.send("Tracing.start", {
      transferMode: "ReportEvents",
      traceConfig: { includedCategories: categories, excludedCategories: ["*"] },
    });
    try {
      await work();
    } finally {
      await this.send("Tracing.end");
      await complete;
      stop();
    }
    return events;
  }

  async quit() {
    await this.send("Browser.close").catch(() => {});
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    await this.#exited;
    clearTimeout(timer);
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Tab {
  #browser;
  #targetId;
  #sessionId;

  constructor(browser, targetId, sessionId) {
    this.#browser = browser;
    this.#targetId = targetId;
    this.#sessionId = sessionId;
  }

  send(method, params) {
    return this.#browser.send(method, params, this.#sessionId);
  }

  /** Opens a page and resolves after its load event. */
  async open(url) {
    const loaded = new Promise((resolve) => {
      const stop = this.#browser.listen((method, params, sessionId) => {
        if (method !== "Page.loadEventFired" || sessionId !== this.#sessionId) return;
        stop();
        resolve();
      });
    });
    const { errorText } = await this.send("Page.navigate", { url });
    if (errorText) throw new Error(`${url}: ${errorText}`);
    await loaded;
  }

  /** Evaluates an expression in the page. A promise is awaited. */
  async run(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Bytes of the JavaScript heap, and of the whole tab's, after two forced collections. */
  async heapBytes() {
    await this.send("HeapProfiler.collectGarbage");
    await this.send("HeapProfiler.collectGarbage");
    const {
      usedSize,
      backingStorageSize = 0,
      embedderHeapUsedSize = 0,
    } = await this.send("Runtime.getHeapUsage");
    return usedSize + backingStorageSize + embedderHeapUsedSize;
  }

  async close() {
    await this.#browser.send("Target.closeTarget", { targetId: this.#targetId });
  }
}
