// `setProperties` of the npm entry, and how the part `message-hooks` gets the shop's function. A page that
// did not ask for the part by an option loads it with its first call of `setProperties`.

import { hooks, read } from "shoptrail:heap";
import { processCall } from "./core.js";
import { options, shop } from "./tracker-state.js";

/**
 * @import { HookScript, OptionError, Options, Tracker } from "./types.js"
 */

/**
 * The part as the tracker loads it, and `setProperties` from before it is there.
 *
 * @param {Options["beforeSend"]} beforeSend
 * @param {() => Promise<{ default: HookScript }>} importScript
 * @returns {{ load: () => Promise<{ default: HookScript }>, setProperties: Tracker["setProperties"] }}
 */
export function hookPart(beforeSend, importScript) {
  /** @type {Promise<OptionError[] | undefined> | undefined} */
  let errors;
  let isStarted = false;
  const load = async () => {
    const script = await importScript();
    return {
      /** @type {HookScript} */
      async default(tracker, plain, ...rest) {
        // Options are read as plain data, and this one is a function.
        errors ??= script.default(tracker, { ...plain, beforeSend }, ...rest);
        isStarted = !(await errors);
        return errors;
      },
    };
  };
  return {
    load,
    async setProperties(properties, where) {
      // No `await` before this: what follows the call in the same task has the properties.
      if (isStarted) return shop.methods.setProperties(properties, where);
      // A copy, because pages reuse the objects that they pass.
      const copy = read(properties);
      const since = +new Date();
      const part = await load();
      await part.default(shop, options, hooks, read, processCall);
      return shop.methods.setProperties(copy, where, since);
    },
  };
}
