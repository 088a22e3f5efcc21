// What a call of the tracker gives back: whether it was accepted, and what was wrong with it.

import type { CallRefusal, ViolationCode } from "./codes.js";

/** The call was accepted, and its message is in the browser's storage already. */
export interface Accepted {
  ok: true;
  /**
   * A ULID. That of an order's event is derived from the order, so that every copy is the same message.
   * Absent where nothing has to be sent.
   */
  messageId?: string;
  /**
   * What was trimmed, put right or left out. An amount that does not match the lines is not among it: the
   * overlay and the quality report name it.
   */
  violations?: Violation[];
  queued?: undefined;
}

/**
 * The call waits with its time and page: for the module, for the shopper's consent, or for the part that puts
 * odd values right. It is validated then.
 */
export interface Queued {
  ok: true;
  queued: true;
  messageId?: undefined;
  violations?: undefined;
}

/** The call was refused. No call ever throws. */
export interface Refused {
  ok: false;
  /**
   * `invalid`: see `violations`. `repeat`: counted already, such as a reloaded order confirmation. The
   * tracker is off because of `options` (an option is wrong), `module` (a file that it needs cannot be loaded
   * or started) or `internal` (an error in the tracker). `consent`: denied. `bot`: a robot or a driven
   * browser. `preview`: a theme editor. The option `bots` counts both.
   */
  reason: CallRefusal | "options" | "module" | "internal" | "consent" | "bot" | "preview";
  /** Everything that is wrong with the call. */
  violations: Violation[];
}

export type Result = Accepted | Queued | Refused;

export interface Violation {
  code: ViolationCode;
  /** Where it is wrong, such as `line_items[1].price`; empty for the call itself. */
  path: string;
  /** What is wrong and what is allowed, for people. It never has a value of the shopper's in it. */
  message: string;
  /** Of a warning: what the value was read as. Without it, the value was left out. */
  kept?: unknown;
}

export type { ViolationCode };

/** Numbers of messages. */
export interface FlushReport {
  /** Answered with 2xx on this page. */
  delivered: number;
  /**
   * Not delivered yet: waiting, in flight, or sent by beacon without an answer. The tracker sends them
   * without another call, from the next page if this one is left.
   */
  waiting: number;
  /** Held until the shopper identifies. */
  held: number;
  /** Lost for a reason that `diagnostics().drops` names. */
  dropped: number;
}
