// One shopper in one shop: the actions of the rows, in either engine. It checks nothing; the runner does. The
// rows and the runner use it.

import { refusing } from "./faults.mjs";
import { count } from "./page.mjs";

const SETTLE_MS = 200;
const CHECK_EVERY_MS = 50;
const OPEN_MS = 10_000;

export class Shopper {
  constructor(browser, page) {
    this.browser = browser;
    this.page = page;
    this.collector = page.collector;
    this.origin = page.origin;
  }

  /** Opens a page of the shop and waits until its tracker is ready. */
  async open(path = "/product") {
    await this.browser.open(this.origin + path);
    await this.browser.run(() => bench.ready);
  }

  run(body, ...args) {
    return this.browser.run(body, ...args);
  }

  /** Tracks the events from `from` to `to - 1` in one task. */
  track(from, to, filler) {
    return this.run((...range) => bench.trackAll(...range), from, to, filler);
  }

  /** Tracks and leaves for a page without a tracker, in one task. */
  async trackAndGo(from, to, filler) {
    await this.run(
      (...range) => {
        bench.trackAll(...range);
        location.href = "/left";
      },
      from,
      to,
      filler,
    ).catch(() => {}); // the page may be gone before it answers
    await this.browser.arrive("/left");
  }

  /**
   * Tracks in a second tab, and kills its process `afterMs` later: before its first request, which leaves
   * after 250 ms. Resolves with whether the browser can send what waits when a page dies.
   */
  trackAndDie(from, to, afterMs) {
    return this.visitAndDie(() => this.track(from, to), afterMs);
  }

  /** The same with what `visit` does in the second tab. */
  async visitAndDie(visit, afterMs) {
    let hasFetchLater;
    await this.inSecondTab(async () => {
      await this.open();
      const kill = await this.browser.prepareKill();
      hasFetchLater = await this.run(() => "fetchLater" in window);
      await visit();
      await this.read(afterMs);
      await kill();
    });
    return hasFetchLater;
  }

  /** Tracks, the most of it while the tracker waits for its pace, and then orders. */
  async trackAndOrder(events) {
    await this.track(0, 1);
    await this.read(400);
    await this.track(1, events);
    await this.run(() => bench.order("1001"));
  }

  leave() {
    return this.browser.open(`${this.origin}/left`);
  }

  /** Runs `visit` in a second tab. `visit` closes the tab with `closeTab`, or the tab has died. */
  async inSecondTab(visit) {
    const first = await this.browser.newTab();
    try {
      await visit();
    } finally {
      await this.browser.enter(first);
    }
  }

  closeTab() {
    return this.browser.driver.close();
  }

  /** As `inSecondTab`, in a tab that this page opens. Such a tab may close itself. */
  async inOpenedTab(visit) {
    const first = await this.browser.driver.getWindowHandle();
    const [tab] = await this.#openTabs(1);
    try {
      await this.browser.enter(tab);
      await visit();
    } finally {
      await this.browser.enter(first);
    }
  }

  /** Opens `tabCount` tabs of the shop at once, waits until no tab has anything to send, and closes them. */
  async openTabs(tabCount) {
    const first = await this.browser.driver.getWindowHandle();
    const handles = await this.#openTabs(tabCount);
    for (const handle of handles) {
      await this.browser.enter(handle);
      await this.browser.waitFor(() => bench.idle).catch(() => {}); // the runner reports what is missing
    }
    for (const handle of handles) {
      await this.browser.enter(handle);
      await this.closeTab();
    }
    await this.browser.enter(first);
  }

  async #openTabs(tabCount) {
    const { driver } = this.browser;
    const before = await driver.getAllWindowHandles();
    await this.run((tabs) => {
      for (let tab = 0; tab < tabs; tab += 1) window.open("/product");
    }, tabCount);
    let handles = [];
    await driver.wait(
      async () =>
        (handles = (await driver.getAllWindowHandles()).filter((handle) => !before.includes(handle)))
          .length === tabCount,
      OPEN_MS,
    );
    const current = await driver.getWindowHandle();
    for (const handle of handles) {
      await this.browser.enter(handle);
      await this.browser.arrive("/product");
      await this.run(() => bench.ready);
    }
    await this.browser.enter(current);
    return handles;
  }

  /**
   * Takes this tab offline. Chromium's emulation lets keepalive requests through, so the collector refuses
   * them.
   */
  async goOffline() {
    this.collector.answer = refusing;
    await this.browser.goOffline(true);
    if (await this.run(() => navigator.onLine)) throw new Error("the browser is not offline");
  }

  async goOnline() {
    this.collector.answer = null;
    await this.browser.goOffline(false);
  }

  /** Waits for `ms` on the page. */
  read(ms) {
    return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
  }

  /** Stays on the page until `events` have arrived, at most for `limitMs`. */
  async stay(events, limitMs) {
    await this.collector
      .waitFor((collector) => count(collector).delivered >= events, limitMs)
      .catch(() => {});
  }

  /** Stays until `events` have arrived and the tracker has nothing left to send, at most for `limitMs`. */
  async idle(limitMs, events) {
    const done = async () => count(this.collector).delivered >= events && (await this.run(() => bench.idle));
    for (const limit = Date.now() + limitMs; !(await done()) && Date.now() < limit;)
      await this.read(CHECK_EVERY_MS);
  }

  /** Leaves the shop, and waits for what the page sends then. */
  async end() {
    await this.browser.open("about:blank");
    await this.read(SETTLE_MS);
  }
}
