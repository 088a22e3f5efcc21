// A driven browser: what every engine does in the same way. What the engines do differently is in engines/,
// where a class for each engine extends this one.

import { rmSync } from "node:fs";
import { until } from "selenium-webdriver";

const WAIT_LIMIT_MS = 10_000;
/** The limits for the load of a page and for a script that the driver runs. */
export const LIMITS = { pageLoad: 20_000, script: 20_000 };

class PageLeft extends Error {}

/** Each engine adds `version`, `beforePages`, `console`, `setCookie`, `cookies` and `clearCookies`. */
export class Browser {
  /** selenium-webdriver's driver, for what this class does not offer. */
  driver;
  /** How many scripts `run` has run. Chromium keeps something of each in the page's heap. */
  scripts = 0;
  #profile;

  constructor(driver, profile) {
    this.driver = driver;
    this.#profile = profile;
  }

  /** Navigates this tab. Resolves after the page's load event. */
  open(url) {
    return this.driver.get(url);
  }

  /**
   * Calls `body(...args)` in the page. Resolves with its result, or with the value of the promise that it
   * returns. Arguments and result are JSON.
   */
  async run(body, ...args) {
    this.scripts += 1;
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve()
        .then(() => (${body})(...[].slice.call(arguments, 0, -1)))
        .then(
          (value) => done({ value }),
          (error) => done({ error: String(error && error.stack || error) }),
        );`;
    const answer = await this.driver.executeAsyncScript(script, ...args);
    // Firefox's driver gives no answer when the page was left meanwhile.
    if (!answer) throw new PageLeft("the page was left");
    const { value, error } = answer;
    if (error !== undefined) throw new Error(`in the page: ${error}`);
    return value;
  }

  /** Calls `body(...args)` in the page until its result is truthy. Resolves with that result. */
  async waitFor(body, ...args) {
    let value;
    const call = () =>
      this.run(body, ...args).catch((error) => {
        if (!(error instanceof PageLeft)) throw error;
      });
    await this.driver.wait(async () => (value = await call()), WAIT_LIMIT_MS, `waited for ${body}`);
    return value;
  }

  /** Waits for the element and clicks it. */
  async click(selector) {
    await (await this.driver.wait(until.elementLocated({ css: selector }), WAIT_LIMIT_MS)).click();
  }

  type(selector, text) {
    return this.driver.findElement({ css: selector }).sendKeys(text);
  }

  /**
   * Opens a second tab of the same profile and switches to it. Resolves with the handle of the previous tab,
   * for `enter`.
   */
  async newTab() {
    const previous = await this.driver.getWindowHandle();
    await this.driver.switchTo().newWindow("tab");
    return previous;
  }

  enter(handle) {
    return this.driver.switchTo().window(handle);
  }

  /**
   * Resolves when this tab has loaded a page whose path and query match `pattern`: a text with which they
   * begin, or a RegExp.
   */
  async arrive(pattern) {
    const matches =
      typeof pattern === "string" ? (path) => path.startsWith(pattern) : (path) => pattern.test(path);
    await this.driver.wait(
      async () => {
        const [path, state] = await this.run(() => [
          location.pathname + location.search,
          document.readyState,
        ]).catch(() => []);
        return state === "complete" && matches(path);
      },
      WAIT_LIMIT_MS,
      `waited for the page ${pattern}`,
    );
  }

  async quit() {
    await this.driver.quit().catch(() => {});
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
