// `shoptrail/testing`: the collector for a shop's own tests, for vitest, jest, Playwright and node:test.

export { startCollector } from "./collector.js";
export { ExpectationError } from "./expectation.js";
export { reportJunit, reportText } from "./report.js";
