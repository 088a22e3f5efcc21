// The two engines the rows are played in, and what each has its own way for: being offline, and a page's process that dies.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder } from "selenium-webdriver";
import firefox from "selenium-webdriver/firefox.js";
import { firefoxCommands } from "../../scripts/setup/firefox.mjs";
import { Browser, startBrowser } from "../e2e/support/browser.mjs";

const LIMIT_MS = 20_000;
const FIREFOX_PREFERENCES = {
  // Pages open tabs here without a click.
  "dom.disable_open_during_load": false,
  // Offline is offline for 127.0.0.1 too.
  "network.disable-localhost-when-offline": true,
  "network.manage-offline-status": false,
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

/** name → `start()`: a `Browser` with `version`, `goOffline(offline)` for the tab it is at,
 * `forget()` for the cookies of all, and
 * `aim()`, which gives a function that ends that tab's process at once. */
export const ENGINES = {
  chromium: startChromium,
  firefox: startFirefox,
};

async function startChromium({ flags = [] } = {}) {
  const browser = await startBrowser({ flags });
  return Object.assign(browser, {
    version: `Chromium ${await versionOf(browser)}`,
    forget: () => browser.devtools("Network.clearBrowserCookies"),
    // With the tab closed, its emulation is gone too.
    goOffline: (offline) => browser.devtools("Network.emulateNetworkConditions", { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 }),
    // The driver answers that the tab crashed, or not at all.
    aim: async () => () => within(LIMIT_MS, browser.devtools("Page.crash").catch(() => {})),
  });
}

async function startFirefox() {
  const { firefox: binary, geckodriver } = firefoxCommands();
  const profile = mkdtempSync(join(tmpdir(), "shoptrail-firefox-"));
  const options = new firefox.Options().setBinary(binary).addArguments("-headless", "-profile", profile);
  for (const [name, value] of Object.entries(FIREFOX_PREFERENCES)) options.setPreference(name, value);
  const service = new firefox.ServiceBuilder(geckodriver).addArguments("--allow-system-access");
  const driver = await new Builder().forBrowser("firefox").setFirefoxOptions(options).setFirefoxService(service).build();
  await driver.manage().setTimeouts({ pageLoad: LIMIT_MS, script: LIMIT_MS });
  const browser = new Browser(driver, profile);
  const privileged = async (script) => {
    await driver.setContext(firefox.Context.CHROME);
    try {
      return await driver.executeScript(script);
    } finally {
      await driver.setContext(firefox.Context.CONTENT);
    }
  };
  return Object.assign(browser, {
    version: `Firefox ${await versionOf(browser)}`,
    goOffline: (offline) => privileged(`Services.io.offline = ${offline}`),
    async aim() {
      // geckodriver has Firefox quit when a page's process dies; a shopper's stays.
      const pid = await privileged(`const { TabCrashHandler } = ChromeUtils.importESModule("resource:///modules/ContentCrashHandlers.sys.mjs");
        try { Services.obs.removeObserver(TabCrashHandler, "ipc:content-shutdown"); } catch (error) { /* removed before */ }
        return gBrowser.selectedBrowser.frameLoader.remoteTab.osPid;`);
      return () => void process.kill(pid, "SIGKILL");
    },
  });
}

async function versionOf({ driver }) {
  return (await driver.getCapabilities()).get("browserVersion");
}

function within(limitMs, work) {
  return Promise.race([work, new Promise((resolve) => setTimeout(resolve, limitMs).unref())]);
}
