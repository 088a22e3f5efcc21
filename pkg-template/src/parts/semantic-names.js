// Part `semantic-names`: sends events under Customer.io's names for ecommerce events, for shops that set
// `naming: "semantic"`. Messages are stored under the names of the plan and renamed when they are sent.
// https://docs.customer.io/integrations/data-in/semantic-events/ecommerce
import { renameMessages } from "./semantic-names/rename.js";

/**
 * @import { Transmit } from "../types.js"
 */

/**
 * Gives the way out that renames, around the page's own or that of the part `destination`.
 *
 * @returns {{ around: (transmit: Transmit) => Transmit }}
 */
export default function semanticNames() {
  return {
    around: (transmit) => (request, report) => {
      request.body = renameMessages(request.body);
      transmit(request, report);
    },
  };
}
