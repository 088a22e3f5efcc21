// The one door into the module, with a typed function for each of its exports. The names and argument shapes
// of src/boundary.rs stand in this file alone. One call is inside the module at a time: a getter of the page
// can call the tracker while the module reads the arguments. After a trap the module is never called again.

import { instantiate as load } from "shoptrail:glue";
import { fromJson, height, let_go, put_in, read, take_out, toJson } from "shoptrail:heap";
import { isRunning } from "./tracker-state.js";

/**
 * @import { Answer, Call, ConsentChange, ConsentDecision, CoreExports, Diagnostics, Loss } from "./types.js"
 * @import { OptionError, OutcomeStatus, PageEnvironment, PageMoment, PendingCall } from "./types.js"
 * @import { PreparedCall, Profile, ReadOptions, Refused, Repair, Request } from "./types.js"
 * @import { SavedCall, Timeouts } from "./types.js"
 */

/** @type {Record<keyof CoreExports, (...handles: number[]) => number>} */
let wasm;
/** A call is inside the module. @type {boolean} */
export let isInsideCore;
/** The module threw: its state is unknown. @type {boolean} */
let hasTrapped;
/** @type {() => void} */
let processPending;
/** @type {() => void} */
let afterCore;
/** @type {(error: unknown) => void} */
let onTrap;

/**
 * Says what happens around each call of the module: `process` brings the waiting calls in before it, `after`
 * runs once it has returned, `trapped` when it threw.
 *
 * @param {() => void} process
 * @param {() => void} after
 * @param {(error: unknown) => void} trapped
 */
export function connectCore(process, after, trapped) {
  processPending = process;
  afterCore = after;
  onTrap = trapped;
}

/**
 * Compiles and instantiates the module, off the main thread where the engine can.
 *
 * @param {unknown} module
 */
export async function instantiate(module) {
  wasm = await load(module);
}

/**
 * Firefox ends the running script when it closes the last tab of a process, without its `finally`. The next
 * event must not find a call inside the module forever.
 */
export const forgetEndedCall = () => (isInsideCore = false);

/**
 * Calls an export. What comes from the page must have gone through `read` of the heap.
 *
 * @template {keyof CoreExports} Name
 * @param {Name} name
 * @param {Parameters<CoreExports[Name]>} values
 * @returns {ReturnType<CoreExports[Name]>}
 */
function ask(name, ...values) {
  const base = height();
  try {
    return take_out(wasm[name](...values.map(put_in)));
  } finally {
    let_go(base);
  }
}

/**
 * Does `work` inside the module. Gives `otherwise` when a call is inside already, or the module traps or has
 * trapped. `isApart`: the waiting calls may come after it.
 *
 * @template T, U
 * @param {() => T} work
 * @param {U} [otherwise]
 * @param {boolean} [isApart]
 * @returns {T | U}
 */
function enter(work, otherwise, isApart) {
  if (isInsideCore) return /** @type {U} */ (otherwise);
  if (isRunning && !isApart) processPending();
  if (hasTrapped) return /** @type {U} */ (otherwise);
  isInsideCore = true;
  try {
    return work();
  } catch (error) {
    hasTrapped = true;
    onTrap(error);
    return /** @type {U} */ (otherwise);
  } finally {
    isInsideCore = false;
    afterCore();
  }
}

/**
 * Calls an export while the tracker runs. The waiting calls, which go first, can end that.
 *
 * @template {keyof CoreExports} Name
 * @template [Otherwise=undefined]
 * @param {Name} name
 * @param {Parameters<CoreExports[Name]>} values
 * @param {Otherwise} [otherwise]
 * @param {boolean} [isApart]
 * @returns {ReturnType<CoreExports[Name]> | Otherwise}
 */
const askRunning = (name, values, otherwise, isApart) =>
  enter(() => (isRunning ? ask(name, ...values) : /** @type {Otherwise} */ (otherwise)), otherwise, isApart);

/**
 * Starts the tracker, as far as consent allows. Gives what is wrong with the options; then nothing has
 * started. The caller handles a trap.
 *
 * @param {ReadOptions} options
 * @param {PageEnvironment} environment
 * @param {OptionError[]} errors What parts found wrong with them.
 * @returns {OptionError[]}
 */
export const start = (options, environment, errors) => ask("start", options, environment, errors);

/**
 * Decides what an answer of the shopper's means; without one, what holds. Gives nothing for what is no
 * answer.
 *
 * @param {ConsentChange} [answer]
 * @returns {ConsentDecision | undefined}
 */
export const decideConsent = (answer) => enter(() => ask("consent", answer));

/**
 * A new messageId. It is asked for inside other work of the module's, so it does not enter anew.
 *
 * @returns {string}
 */
export const newMessageId = () => /** @type {string} */ (isRunning && ask("id"));

/**
 * Does a part of what processing the call will take, in a task before it. Gives what
 * `processCall` wants to know of it, or nothing when another preparation is needed.
 *
 * @param {PendingCall} call
 * @returns {PreparedCall}
 */
export const prepareCall = ([method, args, at, url, title, referrer, , , shopper]) =>
  enter(
    () =>
      ask(
        "prepare",
        { at, url, title, referrer, who: shopper },
        ...(method === "page" ? [method] : []),
        ...args,
      ),
    0,
    true,
  );

/**
 * Processes a call. The arguments of one that is made now, or that an earlier page saved, are read first.
 *
 * @param {Call | SavedCall | PendingCall} call
 * @param {Refused} refusal The answer when the module traps.
 * @param {boolean} [isPending] The call waited: its arguments are plain copies.
 * @param {{ event?: PreparedCall, repairs?: Repair[] }} [known] What `prepareCall` gave, or what the part
 *   `repair` has put right.
 * @param {boolean} [old] The page that accepted the call died.
 * @returns {Answer}
 */
export const processCall = (
  [method, args, at, url, title, referrer, id, , shopper, , key],
  refusal,
  isPending,
  known,
  old,
) =>
  enter(
    () =>
      isRunning
        ? ask(
            method,
            {
              at,
              url,
              title,
              referrer,
              ...known,
              ...(isPending ? { id, who: shopper, old, key } : { key: id }),
            },
            .../** @type {[unknown?, unknown?]} */ (
              isPending ? args : args.slice(0, 2).map((argument) => read(argument))
            ),
          )
        : refusal,
    refusal,
  );

/** What this browser has learned of the shopper. @returns {Profile | undefined} */
export const profile = () => askRunning("profile", []);

/**
 * The next request to make, or nothing. Without `isLeaving`: what the browser is to send if the page dies.
 *
 * @param {boolean} [isLeaving]
 * @returns {Request | undefined}
 */
export const nextRequest = (isLeaving) => askRunning("poll", [isLeaving]);

/**
 * Says what became of a request.
 *
 * @param {number} id
 * @param {OutcomeStatus} status
 * @param {string} retryAfter The header, or empty.
 * @param {string} contentType The header, or empty.
 */
export const handleOutcome = (id, status, retryAfter, contentType) =>
  askRunning("outcome", [id, status, retryAfter, contentType]);

/** @returns {Timeouts | []} NaN for never; empty when the tracker does not run. */
export const timeouts = () => askRunning("timeouts", [], []);

/**
 * Takes over what other pages left; `isLocked`: this tab has the lock.
 *
 * @param {boolean} isLocked
 */
export const claim = (isLocked) => askRunning("claim", [isLocked], 0, true);

/**
 * Says that a moment of the page's life has come.
 *
 * @param {PageMoment} moment
 */
export const pageMoment = (moment) => askRunning("moment", [moment]);

/** What was lost since the last time. @returns {Loss[]} */
export const takeLosses = () => askRunning("losses", [], []);

/** What `diagnostics()` tells while the tracker runs; a copy. @returns {Partial<Diagnostics>} */
export const report = () =>
  enter(() => fromJson(toJson({ ...ask("report"), next_ms: ask("timeouts")[0] })), {});
