// The two engines in which the rows are played, each with its own way to be offline and to kill the process
// of a page. It extends the browsers of e2e/support/browser.mjs. quick.test.mjs, scripts/delivery.mjs and the
// bench start them.

import { readdirSync, readFileSync } from "node:fs";
import { ENGINES as STARTED } from "../e2e/support/browser.mjs";

/** So long a page is busy to show which process is its own. */
const BUSY_MS = 300;
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

/** The process of the page in the current tab: the renderer of this browser that a busy page keeps busy. */
async function rendererOfPage(browser) {
  const { userDataDir } = (await browser.driver.getCapabilities()).get("chrome");
  const before = new Map(renderers(userDataDir).map(({ pid, ticks }) => [pid, ticks]));
  await browser.run((until) => {
    while (Date.now() < until);
  }, Date.now() + BUSY_MS);
  const used = renderers(userDataDir).map(({ pid, ticks }) => [ticks - (before.get(pid) ?? 0), pid]);
  return used.sort(([one], [other]) => other - one)[0][1];
}

/** The renderers of the browser with that profile, each with the processor time it has used. */
function renderers(userDataDir) {
  const all = new Map(readdirSync("/proc").flatMap((name) => readProcess(name)));
  const isOurs = (pid) => {
    const { isRenderer, command, parent } = all.get(pid) ?? {};
    return command?.includes(`--user-data-dir=${userDataDir}`) && !isRenderer
      ? true
      : !!parent && isOurs(parent);
  };
  return [...all]
    .filter(([pid, { isRenderer }]) => isRenderer && isOurs(pid))
    .map(([pid, { ticks }]) => ({ pid, ticks }));
}

/** `[[pid, process]]`, or nothing where there is none: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readProcess(name) {
  if (!/^\d+$/.test(name)) return [];
  try {
    const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
    const stat = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").pop().split(" ");
    const ticks = Number(stat[11]) + Number(stat[12]);
    const isRenderer = command.includes("--type=renderer");
    return [[Number(name), { command, isRenderer, parent: Number(stat[1]), ticks }]];
  } catch {
    return []; // it has ended
  }
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
