// What a page that is left can send: the browser limits the bytes of its keepalive requests. The rows use it.

import { TEST_WRITE_KEY } from "../../www/snippet.mjs";

/**
 * The limit on the bytes of all keepalive requests of a page:
 * https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
 */
const IN_FLIGHT_BYTES = 64 * 1024;
/** The bytes of two requests without their messages. */
const ENVELOPE_BYTES = 250;

/** How many of the events, in order, fit the limit of keepalive requests. */
export function fitsTheBudget(events) {
  // The tracker counts the write key in each message, also where it removes the key before sending.
  const bytes = new Map(
    events.map((event) => [
      event.properties.product_id,
      Buffer.byteLength(JSON.stringify({ writeKey: TEST_WRITE_KEY, ...event })) + 1,
    ]),
  );
  let left = IN_FLIGHT_BYTES - ENVELOPE_BYTES;
  let fit = 0;
  while (bytes.has(`P${fit}`) && (left -= bytes.get(`P${fit}`)) >= 0) fit += 1;
  return fit;
}
