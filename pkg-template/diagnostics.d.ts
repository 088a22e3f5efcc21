// What `diagnostics()` gives: where messages are, what was lost, and how good the data is.

import type { ConsentState, Refused, ViolationCode } from "./index.js";

/** Why a message was lost. */
export type DropReason =
  | "expired"
  | "queue_overflow"
  | "rejected"
  | "too_large"
  | "reset"
  | "corrupt_record"
  | "consent_withdrawn"
  | (string & {});

/** Where a message is. `held`: until the shopper identifies. `handed_off`: left by beacon, which has no answer. */
export type MessageState = "held" | "waiting" | "in_flight" | "handed_off";

/** What the tracker is doing; without personal data, fit for a bug report. */
export type Diagnostics = DiagnosticsOn | DiagnosticsOff;

export interface DiagnosticsOff {
  on: false;
  /** `loading`: not yet. `no_window`: on a server. `consent`: pending or denied. The others as in {@link Refused}. */
  off_reason: "loading" | "options" | "module" | "internal" | "no_window" | "consent" | "bot" | "preview";
  /** Of `options`: which are wrong, and what is allowed. */
  options?: { option: string; allowed: string }[];
  /** Calls kept until the module is there, or consent. */
  queued?: number;
  /** Once the module is there. */
  consent?: ConsentState;
  /** Of the moment of withdrawal, on this page. */
  drops?: { [Reason in DropReason]?: number };
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
    /** By which keys the person is known; not their values. */
    keys: ("customer_id" | "email" | "phone")[];
  };
  /** Messages by state; `delivered` counts this page's. */
  counts: Record<MessageState | "delivered", number>;
  messages: {
    messageId: string;
    type: "track" | "page" | "identify";
    /** The event's name, or the type. */
    name: string;
    state: MessageState;
    /** Encoded bytes. */
    bytes: number;
    /** ISO 8601, of the call. */
    timestamp: string;
  }[];
  /** Lost messages by reason, over all pages of this browser. */
  drops: { [Reason in DropReason]?: number };
  /** Violations by code, on this page. */
  violations: { [Code in ViolationCode]?: number };
  /** Calls that were repeats of something counted already, on this page. */
  repeats: number;
  /** Calls of this page that told of an action which another source had told of; only where there are adapters. With `debug` each is named on the console. */
  overlaps?: number;
  storage: {
    /** Whether messages survive the page: false where storage is blocked or full. */
    durable: boolean;
    /** Bytes of the messages kept. */
    bytes: number;
  };
  /** Milliseconds until the next request is tried; null when none is due. */
  next_ms: number | null;
  /** With the option `quality` or the overlay. */
  quality?: Quality;
}

/** How good the data is: counts over the pages of this tab, by the names of the plan. No value of a property or trait and no address is in it. */
export interface Quality {
  /** The version of the plan. */
  plan: string;
  /** ISO 8601: when this tab began to count. */
  since: string;
  /** Calls and what became of their messages, by event, `page` and `identify`: `taken` is the sum of waiting, dropped and delivered. */
  events: Record<string, { taken: number; refused: number; repeats: number; waiting: number; dropped: number; delivered: number }>;
  /**
   * Completeness, by event (`line_items[]` for the lines of all) and property: in how many of the `possible` calls it was `given`, and in how
   * many of those that were `taken`. Without what the tracker fills in itself.
   */
  properties: Record<string, Record<string, { required: boolean; given: number; possible: number; taken: number }>>;
  violations: { [Code in ViolationCode]?: number };
  /** The same by `event path code`. */
  places: Record<string, number>;
  repeats: number;
  /** `events` taken, of which `stitched` were anonymous until their shopper was known; `checkouts` started, of which `ordered` by the same shopper. */
  identity: { events: number; stitched: number; checkouts: number; ordered: number };
  /** Messages lost, by reason. */
  drops: { [Reason in DropReason]?: number };
}
