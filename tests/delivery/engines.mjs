// The two engines in which the rows are played, each with its own way to be offline and to kill the process
// of a page. It extends the browsers of e2e/support/browser.mjs. quick.test.mjs, scripts/delivery.mjs and the
// bench start them.

import { ENGINES as STARTED } from "../e2e/support/browser.mjs";
import { rendererOfPage } from "../e2e/support/engines/renderer.mjs";

const FIREFOX_PREFERENCES = {
  // Offline must include 127.0.0.1.
  "network.disable-localhost-when-offline": true,
  "network.manage-offline-status": false,
};

/**
 * By name, `start()`. It resolves with a `Browser` that also has `goOffline(isOffline)` for the current tab,
 * `forget()` to delete all cookies, and `prepareKill()`, which resolves with a function that kills the
 * process of the current tab.
 */
export const ENGINES = {
  chromium: startChromium,
  firefox: startFirefox,
};

async function startChromium({ flags = [] } = {}) {
  const browser = await STARTED.chromium.start({ flags });
  return Object.assign(browser, {
    forget: () => browser.clearCookies(),
    // The emulation ends with its tab.
    goOffline: (isOffline) =>
      browser.devtools("Network.emulateNetworkConditions", {
        offline: isOffline,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
      }),
    async prepareKill() {
      const pid = await rendererOfPage(browser);
      return () => void process.kill(pid, "SIGKILL");
    },
  });
}

async function startFirefox() {
  const browser = await STARTED.firefox.start({ preferences: FIREFOX_PREFERENCES });
  return Object.assign(browser, {
    goOffline: (isOffline) => browser.privileged(`Services.io.offline = ${isOffline}`),
    async prepareKill() {
      // geckodriver lets Firefox quit when the process of a page dies; a shopper's Firefox goes on.
      const pid = await browser.privileged(`
        const handlers = "resource:///modules/ContentCrashHandlers.sys.mjs";
        const { TabCrashHandler } = ChromeUtils.importESModule(handlers);
        try {
          Services.obs.removeObserver(TabCrashHandler, "ipc:content-shutdown");
        } catch (error) { /* removed before */ }
        return gBrowser.selectedBrowser.frameLoader.remoteTab.osPid;`);
      return () => void process.kill(pid, "SIGKILL");
    },
  });
}
