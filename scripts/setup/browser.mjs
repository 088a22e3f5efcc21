// Finds or installs Chromium and its driver, for the tests that need a real browser.

import { existsSync } from "node:fs";
import { Problem, ask, say, which } from "../run.mjs";
import { aptInstall } from "./apt.mjs";

const MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** Full paths, or null for what is missing. CHROME and CHROMEDRIVER come first. */
export function browserCommands() {
  const chrome =
    process.env.CHROME ||
    which("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  return {
    chrome: chrome ?? (existsSync(MAC_CHROME) ? MAC_CHROME : null),
    chromedriver: process.env.CHROMEDRIVER || which("chromedriver"),
  };
}

export async function setUpBrowser() {
  for (const name of ["CHROME", "CHROMEDRIVER"]) {
    if (process.env[name] && !existsSync(process.env[name]))
      throw new Problem(`${name}=${process.env[name]} does not exist`);
  }
  let { chrome, chromedriver } = browserCommands();
  if (!chrome || !chromedriver) {
    say("Browser: Chromium or its driver is missing, and the tests need a real browser");
    await aptInstall(
      ["chromium", "chromium-driver"],
      "Chromium and chromedriver are missing (or set CHROME and CHROMEDRIVER)",
    );
    ({ chrome, chromedriver } = browserCommands());
  }
  if (!chrome || !chromedriver)
    throw new Problem("Chromium and chromedriver are missing: install them, or set CHROME and CHROMEDRIVER");
  const [browser, driver] = [chrome, chromedriver].map((command) =>
    ask(command, ["--version"])?.match(/(\d+)\.[\d.]+/),
  );
  if (!browser || !driver)
    throw new Problem(
      `${browser ? chromedriver : chrome} does not start: reinstall it, or set CHROME and CHROMEDRIVER`,
    );
  if (browser[1] !== driver[1])
    throw new Problem(
      `${chrome} is ${browser[0]} but ${chromedriver} is ${driver[0]}: install equal versions`,
    );
  say(`Browser: Chromium ${browser[0]} with its driver`);
}
