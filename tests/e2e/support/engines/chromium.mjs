// Chromium, the engine in which every test runs. browser.mjs starts it; driven.mjs holds what all engines
// share.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder, logging } from "selenium-webdriver";
import chrome from "selenium-webdriver/chrome.js";
import { QUIET_FLAGS } from "../../../../scripts/chromium-flags.mjs";
import { browserCommands } from "../../../../scripts/setup/browser.mjs";
import { Browser, LIMITS } from "../driven.mjs";

export const name = "Chromium";
export const has = [
  "devtools",
  "console",
  "a script before any page",
  "blocked storage",
  "prerendering",
  "the Navigation API",
  "aborts that copies hear of as such",
  "remembered preflights",
  "fetchLater",
];

/** Starts Chromium. `flags` are added to its command line; for `hosts` and `blockStorage` see browser.mjs. */
export async function start({ flags = [], hosts = false, blockStorage = false } = {}) {
  const commands = browserCommands();
  const profile = mkdtempSync(join(tmpdir(), "shoptrail-chromium-"));
  const options = new chrome.Options().setChromeBinaryPath(commands.chrome);
  if (blockStorage) options.setUserPreferences({ "profile.default_content_setting_values.cookies": 2 });
  options.addArguments(
    ...QUIET_FLAGS,
    `--user-data-dir=${profile}`,
    ...(hosts ? ["--host-resolver-rules=MAP *.test 127.0.0.1"] : []),
    ...flags,
  );
  const logs = new logging.Preferences();
  logs.setLevel(logging.Type.BROWSER, logging.Level.ALL);
  options.setLoggingPrefs(logs);
  const service = new chrome.ServiceBuilder(commands.chromedriver);
  try {
    const driver = await new Builder()
      .forBrowser("chrome")
      .setChromeOptions(options)
      .setChromeService(service)
      .build();
    await driver.manage().setTimeouts(LIMITS);
    return new Chromium(driver, profile, `${name} ${(await driver.getCapabilities()).get("browserVersion")}`);
  } catch (error) {
    rmSync(profile, { recursive: true, force: true });
    throw error;
  }
}

class Chromium extends Browser {
  constructor(driver, profile, version) {
    super(driver, profile);
    this.version = version;
  }

  /** Sends a command of the Chrome DevTools protocol to this tab. Resolves with the answer. */
  devtools(command, parameters = {}) {
    return this.driver.sendAndGetDevToolsCommand(command, parameters);
  }

  /** Calls `body(...args)` in every page of this tab before the page's own scripts. */
  async beforePages(body, ...args) {
    const source = `(${body})(...${JSON.stringify(args)});`;
    await this.driver.sendDevToolsCommand("Page.addScriptToEvaluateOnNewDocument", { source });
  }

  async console() {
    const entries = await this.driver.manage().logs().get(logging.Type.BROWSER);
    return entries.map((entry) => ({ level: entry.level.name, message: entry.message }));
  }

  setCookie(url, cookieName, value) {
    return this.devtools("Network.setCookie", { url, name: cookieName, value });
  }

  async cookies(url) {
    return (await this.devtools("Network.getCookies", { urls: [url] })).cookies;
  }

  clearCookies() {
    return this.devtools("Network.clearBrowserCookies");
  }
}
