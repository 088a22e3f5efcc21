// Finds or installs WebKitGTK with its driver, the nearest to Safari that runs on Linux, and Xvfb, the
// screen that it needs.

import { existsSync } from "node:fs";
import { Problem, ask, say, which } from "../run.mjs";
import { aptInstall } from "./apt.mjs";

const PACKAGES = ["webkit2gtk-driver", "libwebkit2gtk-4.1-0", "xvfb"];

/** Full paths, or null for what is missing. WEBKITDRIVER and XVFB come first. */
export function webkitCommands() {
  return {
    driver: process.env.WEBKITDRIVER || which("WebKitWebDriver"),
    xvfb: process.env.XVFB || which("Xvfb"),
  };
}

export async function setUpWebkit() {
  for (const name of ["WEBKITDRIVER", "XVFB"]) {
    if (process.env[name] && !existsSync(process.env[name]))
      throw new Problem(`${name}=${process.env[name]} does not exist`);
  }
  let { driver, xvfb } = webkitCommands();
  if (!driver || !xvfb) {
    say(`WebKitGTK: ${driver ? "Xvfb" : "its driver"} is missing`);
    await aptInstall(PACKAGES, "WebKitGTK's driver or Xvfb is missing (or set WEBKITDRIVER and XVFB)");
    ({ driver, xvfb } = webkitCommands());
  }
  if (!driver || !xvfb)
    throw new Problem("WebKitWebDriver and Xvfb are missing: install them, or set WEBKITDRIVER and XVFB");
  if (ask(driver, ["--help"]) === null)
    throw new Problem(`${driver} does not start: reinstall it, or set WEBKITDRIVER`);
  say("Browser: WebKitGTK with its driver, under Xvfb");
}
