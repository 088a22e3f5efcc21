// Firefox ESR. What its driver has no command for is asked of Firefox's own scripts.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder } from "selenium-webdriver";
import firefox from "selenium-webdriver/firefox.js";
import { firefoxCommands } from "../../../../scripts/setup/firefox.mjs";
import { Browser, LIMITS } from "../driven.mjs";

const PREFERENCES = {
  // Pages open tabs here without a click.
  "dom.disable_open_during_load": false,
  // Nothing but the pages under test uses the network or the processor.
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

/** `preferences` are added to its profile's. */
export async function start({ preferences = {}, hosts = false, blockStorage = false } = {}) {
  const { firefox: binary, geckodriver } = firefoxCommands();
  // Or selenium would look for one on the network.
  if (!binary || !geckodriver)
    throw new Error("Firefox or geckodriver is not here; npm run test:engines -- firefox gets them");
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
  for (const [name, value] of Object.entries(all)) options.setPreference(name, value);
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
  #said = [];

  constructor(driver, profile, version) {
    super(driver, profile);
    this.version = version;
  }

  async listen() {
    this.#bidi = await this.driver.getBidi();
    await this.#bidi.subscribe("log.entryAdded");
    this.#bidi.socket.on("message", (data) => {
      const { method, params } = JSON.parse(data);
      // It says of each cookie for too wide a domain that it refused it, which is how the widest is found; and asks for an icon whatever the policy.
      if (
        method === "log.entryAdded" &&
        !/^Cookie .* rejected for invalid domain|favicon\.ico/.test(params.text)
      )
        this.#said.push({ level: LEVELS[params.level] ?? "INFO", message: params.text ?? "" });
    });
    return this;
  }

  async beforePages(body, ...args) {
    await this.#bidi.send({
      method: "script.addPreloadScript",
      params: { functionDeclaration: `() => { (${body})(...${JSON.stringify(args)}); }` },
    });
  }

  /** Runs a script with the browser's own rights. */
  async privileged(script, ...args) {
    await this.driver.setContext(firefox.Context.CHROME);
    try {
      return await this.driver.executeScript(script, ...args);
    } finally {
      await this.driver.setContext(firefox.Context.CONTENT);
    }
  }

  /** What the console was told and what was thrown; what a policy refused is said where its driver does not listen. */
  async console() {
    return this.#said.splice(0);
  }

  setCookie(url, name, value) {
    return this.privileged(
      "const [host, name, value] = arguments; Services.cookies.add(host, '/', name, value, false, false, false, Date.now() + 86400000, {}, Ci.nsICookie.SAMESITE_LAX, Ci.nsICookie.SCHEME_HTTP)",
      new URL(url).hostname,
      name,
      value,
    );
  }

  async cookies(url) {
    const names = ["None", "Lax", "Strict"];
    const cookies = await this.privileged(
      "const host = arguments[0]; return Services.cookies.cookies.filter((cookie) => ('.' + host).endsWith(cookie.isDomain ? cookie.host : '.' + cookie.host)).map(({ name, value, host, expiry, sameSite }) => ({ name, value, domain: host, expires: expiry / 1000, sameSite }))",
      new URL(url).hostname,
    );
    return cookies.map((cookie) => ({ ...cookie, sameSite: names[cookie.sameSite] }));
  }

  clearCookies() {
    return this.privileged("Services.cookies.removeAll()");
  }
}
