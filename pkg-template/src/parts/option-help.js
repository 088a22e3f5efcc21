// Part `option-help`: says in words what an option allows. Only a page whose options are wrong loads it.
import allowed from "./option-help/allowed.json";

/**
 * @import { OptionError } from "../types.js"
 */

/**
 * Gives the errors of the core with words in the place of patterns that do not read well.
 *
 * @returns {{ explain: (errors: OptionError[]) => OptionError[] }}
 */
export default function optionHelp() {
  const words = new Map(Object.entries(allowed));
  return {
    explain: (errors) =>
      errors.map((error) => ({ ...error, allowed: words.get(error.option) ?? error.allowed })),
  };
}
