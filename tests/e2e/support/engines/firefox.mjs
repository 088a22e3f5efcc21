// Firefox ESR. Where its driver has no command, a script with the browser's own rights does it. browser.mjs
// starts it; driven.mjs holds what all engines share.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder } from "selenium-webdriver";
import firefox from "selenium-webdriver/firefox.js";
import { firefoxCommands } from "../../../../scripts/setup/firefox.mjs";
import { Browser, LIMITS } from "../driven.mjs";

const PREFERENCES = {
  // The test pages open tabs without a click.
  "dom.disable_open_during_load": false,
  // Only the pages under test may use the network and the processor.
  "app.update.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.sessionstore.resume_from_crash": false,
  "browser.tabs.crashReporting.sendReport": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "toolkit.telemetry.enabled": false,
};

const LEVELS = { error: "SEVERE", warn: "WARNING", debug: "DEBUG" };

export const name = "Firefox ESR";
export const has = [
  "console",
  "a script before any page",
  "blocked storage",
  "the Navigation API",
  "aborts that copies hear of as such",
];

/**
 * Starts Firefox. `preferences` are added to those of the profile; for `hosts` and `blockStorage` see
 * browser.mjs.
 */
export async function start({ preferences = {}, hosts = false, blockStorage = false } = {}) {
  const { firefox: binary, geckodriver } = firefoxCommands();
  // Without this check selenium would look for the driver on the network.
  if (!binary || !geckodriver)
    throw new Error("Firefox or geckodriver is missing; npm run test:engines -- firefox installs them");
  const profile = mkdtempSync(join(tmpdir(), "shoptrail-firefox-"));
  const options = new firefox.Options()
    .setBinary(binary)
    .addArguments("-headless", "-profile", profile, "--width=1440", "--height=900")
    .enableBidi();
  const all = {
    ...PREFERENCES,
    ...(hosts && { "network.dns.forceResolve": "127.0.0.1" }),
    ...(blockStorage && { "network.cookie.cookieBehavior": 2 }),
    ...preferences,
  };
  for (const [preference, value] of Object.entries(all)) options.setPreference(preference, value);
  const service = new firefox.ServiceBuilder(geckodriver).addArguments("--allow-system-access");
  try {
    const driver = await new Builder()
      .forBrowser("firefox")
      .setFirefoxOptions(options)
      .setFirefoxService(service)
      .build();
    await driver.manage().setTimeouts(LIMITS);
    return await new Firefox(
      driver,
      profile,
      `Firefox ${(await driver.getCapabilities()).get("browserVersion")}`,
    ).listen();
  } catch (error) {
    rmSync(profile, { recursive: true, force: true });
    throw error;
  }
}

class Firefox extends Browser {
  #bidi;
  #entries = [];

  constructor(driver, profile, version) {
    super(driver, profile);
    this.version = version;
  }

  async listen() {
    this.#bidi = await this.driver.getBidi();
    await this.#bidi.subscribe("log.entryAdded");
    this.#bidi.socket.on("message", (data) => {
      const { method, params } = JSON.parse(data);
      // Two messages are not errors of the page: the tracker tries cookies for too wide domains to find the
      // widest one, and Firefox requests an icon under every policy.
      if (
        method === "log.entryAdded" &&
        !/^Cookie .* rejected for invalid domain|favicon\.ico/.test(params.text)
      )
        this.#entries.push({ level: LEVELS[params.level] ?? "INFO", message: params.text ?? "" });
    });
    return this;
  }

  /** Calls `body(...args)` in every page before the page's own scripts. */
  async beforePages(body, ...args) {
    await this.#bidi.send({
      method: "script.addPreloadScript",
      params: { functionDeclaration: `() => { (${body})(...${JSON.stringify(args)}); }` },
    });
  }

  /** Runs a script with the rights of the browser. */
  async privileged(script, ...args) {
    await this.driver.setContext(firefox.Context.CHROME);
    try {
      return await this.driver.executeScript(script, ...args);
    } finally {
      await this.driver.setContext(firefox.Context.CONTENT);
    }
  }

  /** What was written to the console and what was thrown. The driver does not hear what a policy refused. */
  async console() {
    return this.#entries.splice(0);
  }

  setCookie(url, cookieName, value) {
    return this.privileged(
      `const [host, name, value] = arguments;
      const expiry = Date.now() + 86400000;
      const { SAMESITE_LAX, SCHEME_HTTP } = Ci.nsICookie;
      const flags = [false, false, false];
      Services.cookies.add(host, "/", name, value, ...flags, expiry, {}, SAMESITE_LAX, SCHEME_HTTP);`,
      new URL(url).hostname,
      cookieName,
      value,
    );
  }

  async cookies(url) {
    const sameSiteNames = ["None", "Lax", "Strict"];
    const cookies = await this.privileged(
      `const [pageHost] = arguments;
      return Services.cookies.cookies
        .filter(({ isDomain, host }) => ("." + pageHost).endsWith(isDomain ? host : "." + host))
        .map(({ name, value, host, expiry, sameSite }) =>
          ({ name, value, domain: host, expires: expiry / 1000, sameSite }));`,
      new URL(url).hostname,
    );
    return cookies.map((cookie) => ({ ...cookie, sameSite: sameSiteNames[cookie.sameSite] }));
  }

  clearCookies() {
    return this.privileged("Services.cookies.removeAll()");
  }
}
