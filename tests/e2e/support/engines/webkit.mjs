// WebKitGTK, whose driver knows neither the console nor hosts of our own nor scripts that run before a page's: a proxy in between does all three.

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

/** Hosts under `.test` are this machine in any case. */
export async function start() {
  const profile = mkdtempSync(join(tmpdir(), "shoptrail-webkit-"));
  const ends = [() => rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })];
  const end = async () => {
    for (const close of ends.splice(0).reverse()) await close();
  };
  try {
    if (!webkitCommands().driver || !webkitCommands().xvfb)
      throw new Error("WebKitWebDriver or Xvfb is not here; npm run test:engines -- webkit gets them");
    const display = await openDisplay();
    ends.push(() => display.close());
    const proxy = await startProxy();
    ends.push(() => proxy.close());
    // What it keeps it keeps in a home of its own.
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
  #said = [];

  constructor(driver, profile, version, proxy, end) {
    super(driver, profile);
    this.version = version;
    this.#proxy = proxy;
    this.#end = end;
    this.beforePages(listen);
  }

  async beforePages(body, ...args) {
    this.#proxy.first.push(`(${body})(...${JSON.stringify(args)});`);
  }

  async open(url) {
    await this.#listened();
    return super.open(url);
  }

  /** What pages that this browser was sent away from, and the one it is at, have said or thrown; what a page says while it leaves by itself is not heard. */
  async console() {
    await this.#listened();
    return this.#said.splice(0);
  }

  async #listened() {
    this.#said.push(...(await this.run(() => (window.saidToConsole || []).splice(0)).catch(() => [])));
  }

  async setCookie(url, name, value) {
    const { host, hostname } = new URL(url);
    this.#proxy.cookies.set(host, [
      ...(this.#proxy.cookies.get(host) ?? []),
      `${name}=${value}; Path=/; Domain=${hostname}`.replace(/; Domain=[\d.]+$/, ""),
    ]);
  }

  /** Of the host it is at, as `clearCookies` too: its driver knows no other. */
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
function listen() {
  const said = [];
  // Not a name that a page's own would be taken for.
  Object.defineProperty(window, "saidToConsole", { value: said });
  const levels = { error: "SEVERE", warn: "WARNING", log: "INFO", info: "INFO", debug: "DEBUG" };
  for (const method in levels) {
    const real = console[method];
    console[method] = function (...args) {
      said.push({ level: levels[method], message: args.map(String).join(" ") });
      return real.apply(this, args);
    };
  }
  addEventListener(
    "error",
    ({ message, target }) =>
      said.push({ level: "SEVERE", message: message || "Failed to load " + (target.src || target.href) }),
    true,
  );
  // When the page's own listeners have had their say.
  addEventListener("unhandledrejection", (event) =>
    setTimeout(
      () => event.defaultPrevented || said.push({ level: "SEVERE", message: "unhandled: " + event.reason }),
    ),
  );
  addEventListener(
    "securitypolicyviolation",
    ({ blockedURI, effectiveDirective }) =>
      /favicon\.ico$/.test(blockedURI) ||
      said.push({
        level: "SEVERE",
        message: "Content Security Policy: " + effectiveDirective + " " + blockedURI,
      }),
  );
}
