// What a page keeps in memory, as Chromium's DevTools protocol says after a forced collection. leaks.test.mjs
// and the soak (scripts/soak) call it.

/** How often a collection is forced: what a finalizer frees goes with the next one. */
const COLLECTIONS = 3;

/** `{heapBytes, listeners, nodes}` of the page in this tab. */
export async function memory(browser) {
  // The browser keeps an entry for each of the first 250 requests.
  await browser.run(() => performance.clearResourceTimings());
  await browser.devtools("HeapProfiler.enable");
  for (let round = 0; round < COLLECTIONS; round++) await browser.devtools("HeapProfiler.collectGarbage");
  const { usedSize } = await browser.devtools("Runtime.getHeapUsage");
  await browser.devtools("Performance.enable");
  const { metrics } = await browser.devtools("Performance.getMetrics");
  const read = (name) => metrics.find((metric) => metric.name === name).value;
  return { heapBytes: usedSize, listeners: read("JSEventListeners"), nodes: read("Nodes") };
}

/** How much more each member of `memory` is in `after`. */
export function growth(before, after) {
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - before[name]]));
}
