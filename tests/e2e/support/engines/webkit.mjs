// WebKitGTK. Its driver offers neither the console, nor test hosts, nor scripts that run before those of a
// page; the proxy of proxy.mjs supplies all three. browser.mjs starts it; driven.mjs holds what all engines
// share.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder } from "selenium-webdriver";
import { findFreePort } from "selenium-webdriver/net/portprober.js";
import { DriverService } from "selenium-webdriver/remote/index.js";
import { webkitCommands } from "../../../../scripts/setup/webkit.mjs";
import { Browser, LIMITS } from "../driven.mjs";
import { openDisplay } from "./display.mjs";
import { startProxy } from "./proxy.mjs";

const START_LIMIT_MS = 20_000;

export const name = "WebKitGTK";
export const has = ["console", "a script before any page"];

/** Starts WebKitGTK. Hosts under `.test` are always this machine. */
export async function start() {
  const profile = mkdtempSync(join(tmpdir(), "shoptrail-webkit-"));
  const ends = [() => rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })];
  const end = async () => {
    for (const close of ends.splice(0).reverse()) await close();
  };
  try {
    if (!webkitCommands().driver || !webkitCommands().xvfb)
      throw new Error("WebKitWebDriver or Xvfb is missing; npm run test:engines -- webkit installs them");
    const display = await openDisplay();
    ends.push(() => display.close());
    const proxy = await startProxy();
    ends.push(() => proxy.close());
    // The browser stores its data in these folders.
    const env = {
      ...process.env,
      ...display.environment,
      XDG_DATA_HOME: profile,
      XDG_CACHE_HOME: profile,
      XDG_CONFIG_HOME: profile,
    };
    const port = await findFreePort();
    const service = new DriverService(webkitCommands().driver, {
      loopback: true,
      port,
      args: [`--port=${port}`],
      env,
      stdio: "ignore",
    });
    ends.push(() => service.kill());
    const server = await service.start(START_LIMIT_MS);
    const driver = await new Builder()
      .usingServer(server)
      .withCapabilities({
        browserName: "MiniBrowser",
        proxy: { proxyType: "manual", httpProxy: `127.0.0.1:${proxy.port}` },
      })
      .build();
    await driver.manage().setTimeouts(LIMITS);
    return new Webkit(
      driver,
      profile,
      `WebKitGTK ${(await driver.getCapabilities()).get("browserVersion")}`,
      proxy,
      end,
    );
  } catch (error) {
    await end();
    throw error;
  }
}

class Webkit extends Browser {
  #proxy;
  #end;
  #entries = [];

  constructor(driver, profile, version, proxy, end) {
    super(driver, profile);
    this.version = version;
    this.#proxy = proxy;
    this.#end = end;
    this.beforePages(recordConsole);
  }

  /** Calls `body(...args)` in every page before the page's own scripts. */
  async beforePages(body, ...args) {
    this.#proxy.first.push(`(${body})(...${JSON.stringify(args)});`);
  }

  async open(url) {
    await this.#readConsole();
    return super.open(url);
  }

  /**
   * What this page, and the pages that the driver navigated away from, wrote to the console or threw. What a
   * page writes while it leaves by itself is missing.
   */
  async console() {
    await this.#readConsole();
    return this.#entries.splice(0);
  }

  async #readConsole() {
    this.#entries.push(...(await this.run(() => (window.consoleEntries || []).splice(0)).catch(() => [])));
  }

  async setCookie(url, cookieName, value) {
    const { host, hostname } = new URL(url);
    this.#proxy.cookies.set(host, [
      ...(this.#proxy.cookies.get(host) ?? []),
      `${cookieName}=${value}; Path=/; Domain=${hostname}`.replace(/; Domain=[\d.]+$/, ""),
    ]);
  }

  /** The cookies of the current host; its driver knows no other. The same holds for `clearCookies`. */
  async cookies() {
    return (await this.driver.manage().getCookies()).map(({ expiry, ...cookie }) => ({
      ...cookie,
      expires: expiry,
    }));
  }

  clearCookies() {
    return this.driver.manage().deleteAllCookies();
  }

  async quit() {
    await super.quit();
    await this.#end();
  }
}

/** Runs in every page, before its scripts. */
function recordConsole() {
  const entries = [];
  // A name that the scripts of a page do not use.
  Object.defineProperty(window, "consoleEntries", { value: entries });
  const levels = { error: "SEVERE", warn: "WARNING", log: "INFO", info: "INFO", debug: "DEBUG" };
  for (const method in levels) {
    const real = console[method];
    console[method] = function (...args) {
      entries.push({ level: levels[method], message: args.map(String).join(" ") });
      return real.apply(this, args);
    };
  }
  addEventListener(
    "error",
    ({ message, target }) =>
      entries.push({ level: "SEVERE", message: message || "Failed to load " + (target.src || target.href) }),
    true,
  );
  // Later, because a listener of the page may handle the rejection first.
  addEventListener("unhandledrejection", (event) =>
    setTimeout(
      () =>
        event.defaultPrevented || entries.push({ level: "SEVERE", message: "unhandled: " + event.reason }),
    ),
  );
  addEventListener(
    "securitypolicyviolation",
    ({ blockedURI, effectiveDirective }) =>
      /favicon\.ico$/.test(blockedURI) ||
      entries.push({
        level: "SEVERE",
        message: "Content Security Policy: " + effectiveDirective + " " + blockedURI,
      }),
  );
}
