// The two engines the rows are played in, and what each has its own way for: being offline, and a page's process that dies.

import { ENGINES as STARTED } from "../e2e/support/browser.mjs";

const LIMIT_MS = 20_000;
const FIREFOX_PREFERENCES = {
  // Offline is offline for 127.0.0.1 too.
  "network.disable-localhost-when-offline": true,
  "network.manage-offline-status": false,
};

/** name → `start()`: a `Browser` with `goOffline(offline)` for the tab it is at,
 * `forget()` for the cookies of all, and
 * `aim()`, which gives a function that ends that tab's process at once. */
export const ENGINES = {
  chromium: startChromium,
  firefox: startFirefox,
};

async function startChromium({ flags = [] } = {}) {
  const browser = await STARTED.chromium.start({ flags });
  return Object.assign(browser, {
    forget: () => browser.clearCookies(),
    // With the tab closed, its emulation is gone too.
    goOffline: (offline) =>
      browser.devtools("Network.emulateNetworkConditions", {
        offline,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
      }),
    // The driver answers that the tab crashed, or not at all.
    aim: async () => () =>
      within(
        LIMIT_MS,
        browser.devtools("Page.crash").catch(() => {}),
      ),
  });
}

async function startFirefox() {
  const browser = await STARTED.firefox.start({ preferences: FIREFOX_PREFERENCES });
  return Object.assign(browser, {
    goOffline: (offline) => browser.privileged(`Services.io.offline = ${offline}`),
    async aim() {
      // geckodriver has Firefox quit when a page's process dies; a shopper's stays.
      const pid =
        await browser.privileged(`const { TabCrashHandler } = ChromeUtils.importESModule("resource:///modules/ContentCrashHandlers.sys.mjs");
        try { Services.obs.removeObserver(TabCrashHandler, "ipc:content-shutdown"); } catch (error) { /* removed before */ }
        return gBrowser.selectedBrowser.frameLoader.remoteTab.osPid;`);
      return () => void process.kill(pid, "SIGKILL");
    },
  });
}

function within(limitMs, work) {
  return Promise.race([work, new Promise((resolve) => setTimeout(resolve, limitMs).unref())]);
}
