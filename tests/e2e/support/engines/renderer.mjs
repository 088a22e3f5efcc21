// Finds the process of a page in Chromium, so that a test can kill it as the system does. It reads /proc. The
// delivery rows and dying-page.test.mjs call it.

import { readdirSync, readFileSync } from "node:fs";

/** So long a page is busy to show which process is its own. */
const BUSY_MS = 300;

/** The process of the page in the current tab: the renderer of this browser that a busy page keeps busy. */
export async function rendererOfPage(browser) {
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
