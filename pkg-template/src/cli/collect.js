// `npx shoptrail collect`: runs the collector of `shoptrail/testing` from the command line: alone, or around
// a command that tests a shop. It ends with a report and an exit code.

import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { startCollector } from "../testing/collector.js";
import { checkExpectation } from "../testing/expectation.js";
import { reportJunit, reportText } from "../testing/report.js";
import { messageName } from "../testing/plan-names.js";
import { Misuse, numberOption } from "./arguments.js";
import { readJson, writeText } from "./files.js";

/** @import { Given } from "./arguments.js" */
/** @import { Collector, CollectorOptions, Expectation, Fault, ReceivedMessage } from "../../testing.js" */

const TIMEOUT_S = { least: 0, most: 86_400, byDefault: 60 };
const PORT = { least: 0, most: 65_535, byDefault: 0 };

/** @param {Given} given */
export async function run(given) {
  const { options, switches, rest } = given;
  const expectations = options.expect === undefined ? [] : readExpectations(options.expect);
  const timeoutMs = numberOption(given, "timeout", TIMEOUT_S) * 1000;
  if (options.log !== undefined) writeText(options.log, "");
  const customEvents =
    options["custom-events"] === undefined ? undefined : readJson(options["custom-events"]);
  const onMessage = (/** @type {ReceivedMessage} */ entry) => {
    if (options.log !== undefined) appendFileSync(options.log, `${JSON.stringify(logLine(entry))}\n`);
    if (!switches.json) process.stderr.write(`${arrivalLine(entry)}\n`);
  };
  const collector = await start({
    port: numberOption(given, "port", PORT),
    onMessage,
    customEvents: customEvents?.customEvents ?? customEvents,
  });
  if (options.fault !== undefined)
    collector.fault(/** @type {Fault} */ (/^\d/.test(options.fault) ? Number(options.fault) : options.fault));
  process.stderr.write(
    `collector: ${collector.endpoint} for a page, ${collector.batchEndpoint} for a server\n`,
  );
  try {
    const commandCode = rest.length ? await runCommand(rest, collector) : 0;
    await waitForAll(collector, expectations, { timeoutMs, hasCommand: rest.length > 0 });
    const found = collector.report(expectations);
    if (options.junit !== undefined) writeText(options.junit, reportJunit(found));
    process.stdout.write(`${switches.json ? JSON.stringify(found, null, 2) : reportText(found)}\n`);
    if (commandCode) process.stderr.write(`${rest[0]} ended with exit code ${commandCode}\n`);
    return found.ok && commandCode === 0 ? 0 : 1;
  } finally {
    await collector.close();
  }
}

/**
 * @param {string} path
 * @returns {Expectation[]}
 */
function readExpectations(path) {
  const content = readJson(path);
  if (!Array.isArray(content)) throw new Misuse(`the file ${path} is no list of expectations`);
  content.forEach((expectation, index) => {
    try {
      checkExpectation(expectation);
    } catch (error) {
      throw new Misuse(`expectation ${index + 1} of ${path}: ${/** @type {Error} */ (error).message}`);
    }
  });
  return content;
}

/** @param {CollectorOptions} options */
async function start(options) {
  const { port } = options;
  try {
    return await startCollector(options);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "EADDRINUSE") throw new Misuse(`port ${port} is in use: give another one, or none`);
    if (code === "EACCES") throw new Misuse(`port ${port} is not allowed: give one above 1023`);
    throw error;
  }
}

/** A line of the log, which `reconcile` reads. @param {ReceivedMessage} entry */
function logLine({ receivedAt, problems, duplicate, message }) {
  return { receivedAt: new Date(receivedAt).toISOString(), duplicate, problems, message };
}

/** @param {ReceivedMessage} entry */
function arrivalLine({ message, problems, duplicate }) {
  const note = duplicate ? "  copy" : problems.length ? `  ${problems.length} problems` : "";
  return `${messageName(message)}  ${message?.userId ?? message?.anonymousId ?? ""}${note}`;
}

/**
 * Resolves with the exit code of the command.
 * @param {string[]} words
 * @param {Collector} collector
 * @returns {Promise<number>}
 */
function runCommand([command, ...args], { origin, endpoint, batchEndpoint }) {
  const env = {
    ...process.env,
    SHOPTRAIL_COLLECTOR: origin,
    SHOPTRAIL_ENDPOINT: endpoint,
    SHOPTRAIL_BATCH_ENDPOINT: batchEndpoint,
  };
  // The command's own output must not mix with the report.
  const child = spawn(command, args, {
    env,
    stdio: ["inherit", process.stderr, "inherit"],
    shell: process.platform === "win32",
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error) =>
      reject(new Misuse(`the command ${command} does not start: ${error.message}`)),
    );
    child.once("exit", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/**
 * Waits until everything expected has come, until time is up, or until Ctrl-C. Without expectations only
 * Ctrl-C ends a collector that runs no command.
 * @param {Collector} collector
 * @param {Expectation[]} expectations
 * @param {{ timeoutMs: number, hasCommand: boolean }} how
 */
async function waitForAll(collector, expectations, { timeoutMs, hasCommand }) {
  if (!expectations.length && hasCommand) return;
  /** @type {() => void} */
  let stop = () => {};
  const stopped = new Promise((resolve) => (stop = () => resolve(undefined)));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    if (!expectations.length) return void (await stopped);
    const until = Date.now() + timeoutMs;
    const each = Promise.all(
      expectations.map((expectation) =>
        collector.expect(expectation, { timeoutMs: Math.max(0, until - Date.now()) }).catch(() => {}),
      ),
    );
    await Promise.race([stopped, each]);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
