// A driven browser, whichever engine it is.

import { rmSync } from "node:fs";
import { until } from "selenium-webdriver";

const WAIT_LIMIT_MS = 10_000;
/** How long a page may take to load, and a script in it. */
export const LIMITS = { pageLoad: 20_000, script: 20_000 };

class Left extends Error {}

/** What every engine does in the same way. What each has a way of its own for is its engine's: `version`, `console`, `setCookie`, `cookies`, `clearCookies`. */
export class Browser {
  /** selenium-webdriver's own, for what is not below. */
  driver;
  #profile;

  constructor(driver, profile) {
    this.driver = driver;
    this.#profile = profile;
  }

  /** Navigates this tab; resolves after the page's load event. */
  open(url) {
    return this.driver.get(url);
  }

  /** Calls `body(...args)` in the page and gives what it returns, a promise's value included. Arguments and result are JSON. */
  async run(body, ...args) {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${body})(...[].slice.call(arguments, 0, -1))).then((value) => done({ value }), (error) => done({ error: String(error && error.stack || error) }));`;
    const answer = await this.driver.executeAsyncScript(script, ...args);
    // Firefox's driver answers nothing where the page went away meanwhile.
    if (!answer) throw new Left("the page was left");
    const { value, error } = answer;
    if (error !== undefined) throw new Error(`in the page: ${error}`);
    return value;
  }

  /** Calls `body(...args)` in the page until its result is truthy, and gives that. */
  async waitFor(body, ...args) {
    let value;
    const what = `waited for ${body}`;
    const ask = () =>
      this.run(body, ...args).catch((error) => {
        if (!(error instanceof Left)) throw error;
      });
    await this.driver.wait(async () => (value = await ask()), WAIT_LIMIT_MS, what);
    return value;
  }

  /** Clicks the element when it is there. */
  async click(selector) {
    await (await this.driver.wait(until.elementLocated({ css: selector }), WAIT_LIMIT_MS)).click();
  }

  type(selector, text) {
    return this.driver.findElement({ css: selector }).sendKeys(text);
  }

  /** Opens and enters a second tab of the same profile; gives back the handle of the one left, for `enter`. */
  async newTab() {
    const left = await this.driver.getWindowHandle();
    await this.driver.switchTo().newWindow("tab");
    return left;
  }

  enter(handle) {
    return this.driver.switchTo().window(handle);
  }

  /** Resolves when this tab is at a page whose address `pattern` (a text that begins its path, or a RegExp) fits, and it has loaded. */
  async arrive(pattern) {
    const fits =
      typeof pattern === "string" ? (path) => path.startsWith(pattern) : (path) => pattern.test(path);
    await this.driver.wait(
      async () => {
        const [path, state] = await this.run(() => [
          location.pathname + location.search,
          document.readyState,
        ]).catch(() => []);
        return state === "complete" && fits(path);
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
