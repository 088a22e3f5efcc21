// One shopper of the soak: a shop of its own with a collector of its own, and what was tracked and arrived
// there. The acts drive it; scripts/soak.mjs measures it.

import { startOurPage } from "../../tests/delivery/page.mjs";
import { Shopper } from "../../tests/delivery/shopper.mjs";
import { memory } from "../../tests/e2e/support/memory.mjs";
import { Ledger } from "./ledger.mjs";

const SETTLE_MS = 120_000;
/** Below the driver's limit for a script. */
const IDLE_MS = 10_000;
const CHECK_EVERY_MS = 100;
const MEASURED_EVENTS = 100;

/** So many scripts say what each leaves in the heap. */
const DRIVER_SCRIPTS = 500;

/** Bytes that Chromium keeps in the heap of a page for each script of the driver, with no tracker in it. */
export async function driverBytesPerScript(browser, blankPage) {
  await browser.open(blankPage);
  const run = async (count) => {
    for (let number = 0; number < count; number += 1)
      await browser.run((from, to) => to - from, number, count);
    return (await memory(browser)).heapBytes;
  };
  const before = await run(DRIVER_SCRIPTS);
  return ((await run(DRIVER_SCRIPTS)) - before) / DRIVER_SCRIPTS;
}

export class Visitor {
  ledger = new Ledger();
  /** What the driver's scripts have left in the heap of this shopper's page: `inTab` counts it. */
  driverBytes = 0;

  /** @param {() => number} random From 0 to 1. */
  static async start(browser, random) {
    const visitor = new Visitor();
    visitor.browser = browser;
    visitor.random = random;
    visitor.page = await startOurPage({});
    visitor.collector = visitor.page.collector;
    visitor.shopper = new Shopper(browser, visitor.page);
    return visitor;
  }

  open(path) {
    return this.shopper.open(path);
  }

  ready() {
    return this.browser.waitFor(() => Boolean(window.bench) && bench.ready);
  }

  read(ms) {
    return this.shopper.read(ms);
  }

  run(body, ...args) {
    return this.browser.run(body, ...args);
  }

  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  track(count, { isForbidden } = {}) {
    return this.shopper.track(...this.ledger.next(count, isForbidden));
  }

  trackAndGo(count) {
    return this.shopper.trackAndGo(...this.ledger.next(count));
  }

  /** Stays on this page until the collector has everything, at most for two minutes. */
  async settle() {
    this.collector.answer = null;
    const limit = Date.now() + SETTLE_MS;
    do {
      await this.read(CHECK_EVERY_MS);
      this.ledger.read(this.collector);
    } while (!(await this.#isDone()) && Date.now() < limit);
    this.ledger.read(this.collector);
  }

  async #isDone() {
    // It waits in the page: Chromium keeps something of each script that the driver runs.
    const isIdle = await this.run(
      async (limitMs, everyMs) => {
        for (const end = Date.now() + limitMs; !bench.idle && Date.now() < end;)
          await new Promise((resolve) => setTimeout(resolve, everyMs));
        return bench.idle;
      },
      IDLE_MS,
      CHECK_EVERY_MS,
    );
    return isIdle && this.ledger.missing.length === 0;
  }

  /** What the page keeps and costs, once everything is delivered. */
  async measure() {
    const cpuMs = await this.#cpuPerEvent();
    await this.settle();
    const storageBytes = await this.run(() =>
      Object.entries(localStorage).reduce((sum, [name, text]) => sum + name.length + text.length, 0),
    );
    return { ...(await memory(this.browser)), storageBytes, cpuMs };
  }

  /** Does `work` in this shopper's tab, and counts what the driver's scripts leave in its heap. */
  async inTab(tab, bytesPerScript, work) {
    await this.browser.enter(tab);
    const before = this.browser.scripts;
    const result = await work(this);
    this.driverBytes += (this.browser.scripts - before) * bytesPerScript;
    return result;
  }

  /** The same of the page that stays, without what the driver's scripts have left. */
  async measureResident() {
    const measured = await this.measure();
    return { ...measured, heapBytes: measured.heapBytes - this.driverBytes };
  }

  /** The same in a tab of its own: the tab of the acts also has the pages of the back/forward cache. */
  async measureInNewTab() {
    let measured;
    await this.shopper.inSecondTab(async () => {
      await this.open("/measured");
      measured = await this.measure();
      await this.shopper.closeTab();
    });
    return measured;
  }

  /** Milliseconds of the page's main thread for one event: to track it, to store it and to send it. */
  async #cpuPerEvent() {
    await this.settle();
    const before = await this.#taskMs();
    await this.track(MEASURED_EVENTS);
    await this.settle();
    return ((await this.#taskMs()) - before) / MEASURED_EVENTS;
  }

  async #taskMs() {
    await this.browser.devtools("Performance.setTimeDomain", { timeDomain: "threadTicks" }).catch(() => {});
    await this.browser.devtools("Performance.enable");
    const { metrics } = await this.browser.devtools("Performance.getMetrics");
    return 1000 * metrics.find(({ name }) => name === "ScriptDuration").value;
  }

  async close() {
    await this.page.close();
  }
}
