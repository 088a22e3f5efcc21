// What `diagnostics()` returns: where messages are, what was lost, and how good the data is.

import type { DropReason, MessageState, ViolationCode } from "./codes.js";
import type { ConsentState, Refused } from "./index.js";

export type { DropReason, MessageState };

/** What the tracker is doing. It holds no personal data and can go into a bug report. */
export type Diagnostics = DiagnosticsOn | DiagnosticsOff;

export interface DiagnosticsOff {
  on: false;
  /**
   * `loading`: the module is not ready yet. `no_window`: on a server. `consent`: pending or denied. The
   * others as in {@link Refused}.
   */
  off_reason: "loading" | "options" | "module" | "internal" | "no_window" | "consent" | "bot" | "preview";
  /** With `options`: which options are wrong, and what is allowed. */
  options?: { option: string; allowed: string }[];
  /** Calls that wait for the module, or for consent. */
  queued?: number;
  /** Present once the module is ready. */
  consent?: ConsentState;
  /** Calls of this page that were refused as invalid; absent on a server. */
  refused?: number;
  /** Calls of this page that were accepted with violations; absent on a server. */
  repaired?: number;
  /** Messages lost when consent was withdrawn on this page. */
  drops?: { [Reason in DropReason]?: number };
  checkout_link?: "none" | "linked" | "removed" | "failed";
  quality?: Quality;
}

export interface DiagnosticsOn {
  on: true;
  version: string;
  consent: ConsentState;
  identity: {
    /** UUID v4. */
    anonymousId: string;
    state: "anonymous" | "known";
    /** The keys by which the person is known, without their values. */
    keys: ("customer_id" | "email" | "phone")[];
  };
  /** Messages by state. `delivered` counts those of this page. */
  counts: Record<MessageState | "delivered", number>;
  messages: {
    messageId: string;
    type: "track" | "page" | "identify";
    /** The event's name, or the type. */
    name: string;
    state: MessageState;
    /** Encoded bytes. */
    bytes: number;
    /** When it was called, as ISO 8601. */
    timestamp: string;
  }[];
  /** Lost messages by reason, over all pages of this browser. */
  drops: { [Reason in DropReason]?: number };
  /** Violations by code, on this page. */
  violations: { [Code in ViolationCode]?: number };
  /** Calls of this page that were refused as invalid. */
  refused: number;
  /** Calls of this page that were accepted with violations: something was left out or repaired. */
  repaired: number;
  /** Calls that repeated something already counted, on this page. */
  repeats: number;
  /**
   * Calls of this page that reported an action which another source had reported. Present only with adapters.
   * With `debug` each is named on the console.
   */
  overlaps?: number;
  storage: {
    /** Whether messages survive the page; false where storage is blocked or full. */
    durable: boolean;
    /** Bytes of the stored messages. */
    bytes: number;
  };
  /** Milliseconds until the next request is tried; null when none is due. */
  next_ms: number | null;
  /**
   * Present with the option `linkCheckout`. Whether the anonymous id rides with the cart or the checkout: not
   * yet, yes, taken out again, or the shop refused it twice.
   */
  checkout_link?: "none" | "linked" | "removed" | "failed";
  /** Present with the option `quality`, or with the overlay. */
  quality?: Quality;
}

/**
 * How good the data is: counts over the pages of this tab, by the names of the plan. It holds no address, and
 * no value of a property or trait.
 */
export interface Quality {
  /** The version of the plan. */
  plan: string;
  /** When this tab began to count, as ISO 8601. */
  since: string;
  /**
   * Calls and what became of their messages, by event, `page` and `identify`. `taken` is the sum of waiting,
   * dropped and delivered.
   */
  events: Record<
    string,
    {
      taken: number;
      refused: number;
      repeats: number;
      waiting: number;
      dropped: number;
      delivered: number;
    }
  >;
  /**
   * Completeness, by event and property; `line_items[]` stands for the lines of all. A property was `given`
   * in so many of the `possible` calls, and in so many of those that were `taken`. Properties that the
   * tracker fills in itself are left out.
   */
  properties: Record<
    string,
    Record<string, { required: boolean; given: number; possible: number; taken: number }>
  >;
  /** Violations by code, with each `contradiction`, which no answer of `track()` has. */
  violations: { [Code in ViolationCode]?: number };
  /** The same by `event path code`. */
  places: Record<string, number>;
  repeats: number;
  /**
   * `events` taken, of which `stitched` were anonymous until their shopper was known. `checkouts` started, of
   * which `ordered` led to an order of the same shopper.
   */
  identity: { events: number; stitched: number; checkouts: number; ordered: number };
  /** Lost messages by reason. */
  drops: { [Reason in DropReason]?: number };
}
