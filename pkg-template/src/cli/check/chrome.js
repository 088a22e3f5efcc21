// Finds and starts Chromium, and speaks the DevTools protocol with it through a pipe, which every version of
// node can do without another package. Protocol: https://chromedevtools.github.io/devtools-protocol/

import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Misuse } from "../arguments.js";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const PATHS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];
const FLAGS = [
  "--headless=new",
  "--remote-debugging-pipe",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--window-size=1440,900",
  // The tracker, and the shops' other scripts, count no driven browser.
  "--disable-blink-features=AutomationControlled",
];
const START_LIMIT_MS = 20_000;
const COMMAND_LIMIT_MS = 30_000;
const END_LIMIT_MS = 3000;

/** The command of Chromium. Throws a `Misuse`. */
function chromeCommand() {
  const given = process.env.CHROME;
  if (given && !existsSync(given)) throw new Misuse(`CHROME is ${given}, which does not exist`);
  const found =
    given ||
    (process.env.PATH ?? "")
      .split(delimiter)
      .flatMap((folder) => NAMES.map((name) => join(folder, name)))
      .find(isExecutable) ||
    PATHS.find((path) => existsSync(path));
  if (!found) throw new Misuse("Chromium is not found: install it, or set CHROME to its path");
  return found;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    return false;
  }
}

/**
 * Starts Chromium with a fresh profile. Throws a `Misuse` where it does not start.
 * @param {string[]} flags  more of them
 */
export async function startChrome(flags) {
  const command = chromeCommand();
  const profile = mkdtempSync(join(tmpdir(), "shoptrail-check-"));
  // In a container nobody but root is there, and Chromium's sandbox refuses root.
  const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const args = [...FLAGS, ...rootFlags, ...flags, `--user-data-dir=${profile}`, "about:blank"];
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"] });
  const chrome = new Chrome(child, profile);
  try {
    chrome.version = (await chrome.send("Browser.getVersion", {}, undefined, START_LIMIT_MS)).product;
    return chrome;
  } catch (error) {
    await chrome.close();
    throw new Misuse(`${command} does not start: ${chrome.errors.trim().split("\n").pop() || "no answer"}`);
  }
}

/** @typedef {(params: any, sessionId: string | undefined) => void} Listener */

export class Chrome {
  version = "";
  errors = "";
  #child;
  #profile;
  #lastId = 0;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  #calls = new Map();
  /** @type {Map<string, Listener[]>} */
  #listeners = new Map();
  #ended;

  /**
   * @param {import("node:child_process").ChildProcess} child
   * @param {string} profile
   */
  constructor(child, profile) {
    this.#child = child;
    this.#profile = profile;
    child.stderr?.on("data", (text) => (this.errors = (this.errors + text).slice(-4000)));
    let rest = Buffer.alloc(0);
    /** @type {import("node:stream").Readable} */ (child.stdio[4]).on(
      "data",
      (/** @type {Buffer} */ part) => {
        rest = Buffer.concat([rest, part]);
        for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
          this.#receive(JSON.parse(rest.subarray(0, end).toString("utf8")));
          rest = rest.subarray(end + 1);
        }
      },
    );
    /** @type {import("node:stream").Writable} */ (child.stdio[3]).on("error", () => {});
    this.#ended = new Promise((resolve) => {
      child.once("error", resolve);
      child.once("exit", resolve);
    }).then(() => {
      for (const { reject } of this.#calls.values()) reject(new Error("Chromium has ended"));
      this.#calls.clear();
    });
  }

  /**
   * Resolves with the answer to a command.
   * @param {string} method
   * @param {Record<string, unknown>} [params]
   * @param {string} [sessionId]
   * @param {number} [limitMs]
   * @returns {Promise<any>}
   */
  send(method, params = {}, sessionId, limitMs = COMMAND_LIMIT_MS) {
    const id = (this.#lastId += 1);
    const text = JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) });
    /** @type {import("node:stream").Writable} */ (this.#child.stdio[3]).write(`${text}\0`);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#calls.delete(id);
        reject(new Error(`${method} gave no answer in ${limitMs} ms`));
      }, limitMs);
      this.#calls.set(id, {
        resolve: (result) => (clearTimeout(timer), resolve(result)),
        reject: (error) => (clearTimeout(timer), reject(error)),
      });
    });
  }

  /**
   * @param {string} method
   * @param {Listener} listener
   */
  on(method, listener) {
    this.#listeners.set(method, [...(this.#listeners.get(method) ?? []), listener]);
  }

  /** @param {any} message */
  #receive({ id, result, error, method, params, sessionId }) {
    if (id === undefined) {
      for (const listener of this.#listeners.get(method) ?? []) listener(params, sessionId);
      return;
    }
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (error) call?.reject(new Error(error.message));
    else call?.resolve(result);
  }

  async close() {
    // In order, so that its helpers end with it and leave the profile alone.
    this.send("Browser.close").catch(() => {});
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), END_LIMIT_MS);
    await this.#ended;
    clearTimeout(timer);
    try {
      rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    } catch (error) {
      // A helper still writes. The folder is a temporary one.
    }
  }
}
