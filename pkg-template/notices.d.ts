// What the listeners of `on` get.

import type { DropReason } from "./codes.js";
import type { ConsentState } from "./options.js";
import type { Accepted, Refused, Violation } from "./results.js";

/** What `on` listens to, by type. */
export interface Notices {
  /** A call of this page was processed, with its result. */
  call: { method: "track" | "page" | "identify" | "reset"; args: unknown[]; result: Accepted | Refused };
  /**
   * A call of this page was refused as invalid. `name` is the event, or the method of another call. It holds
   * nothing of the shopper's, so that it can go to your error tracker.
   */
  refused: { name: string; violations: Violation[] };
  /** A request was made. `body` is its JSON text. */
  request: { id: number; via: "fetch" | "beacon"; url: string; body: string };
  /**
   * A request ended. `status` is the HTTP status; or 0: no answer, 1: accepted by `sendBeacon`, 2: refused by
   * the browser.
   */
  outcome: { id: number; status: number };
  /** Consent has changed, however it was given. */
  consent: ConsentState;
  /** A message was lost. `messageId` and `name` are absent where the message could not be read. */
  drop: { messageId?: string; name?: string; type?: string; timestamp?: string; reason: DropReason };
}
