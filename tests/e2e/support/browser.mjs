// A real Chromium, driven. One fresh profile per browser: nothing of an earlier test is in its storage.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder, logging } from "selenium-webdriver";
import chrome from "selenium-webdriver/chrome.js";
import { browserCommands } from "../../../scripts/setup/browser.mjs";

const PAGE_LOAD_LIMIT_MS = 20_000;
const SCRIPT_LIMIT_MS = 20_000;
const WAIT_LIMIT_MS = 10_000;
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--window-size=1440,900",
];

/**
 * Starts Chromium. `flags` are added to its command line, `prefs` to its profile, e.g.
 * `{"profile.default_content_setting_values.cookies": 2}`, with which reading `localStorage` throws.
 */
export async function startBrowser({ flags = [], prefs = {} } = {}) {
  const commands = browserCommands();
  const profile = mkdtempSync(join(tmpdir(), "shoptrail-chromium-"));
  const options = new chrome.Options().setChromeBinaryPath(commands.chrome).setUserPreferences(prefs);
  options.addArguments(...FLAGS, `--user-data-dir=${profile}`, ...flags);
  const logs = new logging.Preferences();
  logs.setLevel(logging.Type.BROWSER, logging.Level.ALL);
  options.setLoggingPrefs(logs);
  const service = new chrome.ServiceBuilder(commands.chromedriver);
  try {
    const driver = await new Builder().forBrowser("chrome").setChromeOptions(options).setChromeService(service).build();
    await driver.manage().setTimeouts({ pageLoad: PAGE_LOAD_LIMIT_MS, script: SCRIPT_LIMIT_MS });
    return new Browser(driver, profile);
  } catch (error) {
    rmSync(profile, { recursive: true, force: true });
    throw error;
  }
}

/** A driven browser of any engine; `beforePages`, `devtools` and `console` are Chromium's alone. */
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
    const { value, error } = await this.driver.executeAsyncScript(script, ...args);
    if (error !== undefined) throw new Error(`in the page: ${error}`);
    return value;
  }

  /** Calls `body(...args)` in the page until its result is truthy, and gives that. */
  async waitFor(body, ...args) {
    let value;
    const what = `waited for ${body}`;
    await this.driver.wait(async () => (value = await this.run(body, ...args)), WAIT_LIMIT_MS, what);
    return value;
  }

  click(selector) {
    return this.driver.findElement({ css: selector }).click();
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

  /** Calls `body(...args)` in every page of this tab before the page's own scripts, from the next page on. */
  async beforePages(body, ...args) {
    const source = `(${body})(...${JSON.stringify(args)});`;
    await this.driver.sendDevToolsCommand("Page.addScriptToEvaluateOnNewDocument", { source });
  }

  /** One command of the Chrome DevTools protocol in this tab, and its answer. */
  devtools(command, parameters = {}) {
    return this.driver.sendAndGetDevToolsCommand(command, parameters);
  }

  /** Resolves when this tab is at a page whose address `pattern` (a text that begins its path, or a RegExp) fits, and it has loaded. */
  async arrive(pattern) {
    const fits = typeof pattern === "string" ? (path) => path.startsWith(pattern) : (path) => pattern.test(path);
    await this.driver.wait(async () => {
      const [path, state] = await this.run(() => [location.pathname + location.search, document.readyState]).catch(() => []);
      return state === "complete" && fits(path);
    }, WAIT_LIMIT_MS, `waited for the page ${pattern}`);
  }

  /** What the console has printed since the last call: `[{level: "SEVERE" | "WARNING" | "INFO" | "DEBUG", message}]`. */
  async console() {
    const entries = await this.driver.manage().logs().get(logging.Type.BROWSER);
    return entries.map((entry) => ({ level: entry.level.name, message: entry.message }));
  }

  async quit() {
    await this.driver.quit().catch(() => {});
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
