// The public surface of shoptrail: `createTracker` from npm, `window.shoptrail` from the script tag; the same object.

import type { EventMap, Page, PersonAttributes } from "./plan.js";

export type * from "./plan.js";

/**
 * Events beyond the tracking plan, declared by the shop so that `track` knows them. They pass at run time with `allowUnknownEvents`.
 *
 * @example
 * declare module "shoptrail" {
 *   interface CustomEvents {
 *     wishlist_shared: { wishlist_id: string };
 *   }
 * }
 */
export interface CustomEvents {}

/** Every event that may be tracked, by name, with its properties. */
export type Events = EventMap & CustomEvents;

/** Options; as attributes of the script tag in kebab case (`data-write-key`), here in camel case. */
export interface Options {
  /** The write key of your Customer.io source. It is public. */
  writeKey: string;
  /** Customer.io's data centre of your account. Default `"us"`. */
  region?: "us" | "eu";
  /** Where requests go instead, as a full URL: a first-party proxy, or any Segment-compatible server. */
  endpoint?: string;
  /**
   * What happens to an anonymous shopper's events. `"hold"` (default): nothing leaves the browser until the shopper identifies, and then the
   * whole trail does, with its original times. `"send"`: they leave at once under the anonymous id.
   */
  anonymous?: "hold" | "send";
  /** Names on the wire: the plan's own (default), or Customer.io's ecommerce names (`Product Viewed`, …). */
  naming?: "snake_case" | "semantic";
  /** Says on the console what was refused and why. Default false. */
  debug?: boolean;
  /** The shop's name in the ids of order events; the same wherever orders of this shop are tracked. Default: the page's host name. */
  shop?: string;
  /** Count a page view for every page by itself. Default true. */
  autoPage?: boolean;
  /** Events of your own, each with its properties by type: `{gift_wrapped: {required: {product_id: "id"}, optional: {note: "text"}, intent: 4}}`. */
  customEvents?: Record<string, CustomEvent>;
  /** Take events that are neither in the plan nor declared. Default false. */
  allowUnknownEvents?: boolean;
  /**
   * Keeps the anonymous id in a first-party cookie (`shoptrail_anonymous_id`) as well, so that the shop's subdomains agree. `"auto"` finds the widest domain that
   * the browser allows; or name it. A cookie of that name that your server sets wins. Default `"off"`.
   */
  cookieDomain?: "auto" | "off" | (string & {});
  /** Other domains of the shop (subdomains included), as a list or with spaces between: {@link Tracker.link} hands the anonymous id over to them, and they take it from here. */
  linkDomains?: string | string[];
  /**
   * A regular expression that the whole of `ajs_uid` in the page's address must match to say who the shopper is, for links in Customer.io's messages: `cio_[0-9a-f]+`.
   * Only where nobody is known: a message can be forwarded. Default: off.
   */
  identifyFromLinks?: string;
  /** Send once more, under the same messageId, what left by beacon without an answer. Default true. */
  resendUnconfirmed?: boolean;
  /** Messages kept in the browser, 10 to 99,999; of at most 1,000,000 bytes in all. Default 1000. */
  maxMessages?: number;
  /** Hours that an unsent message of a known person is kept, 1 to 720. Default 72: Customer.io starts no campaign from an older event. */
  maxAgeHours?: number;
  /** Days that an anonymous shopper's trail is held, 1 to 30. Default 30. */
  maxHeldDays?: number;
}

/** An event of the shop's own. Types as in the plan: `id`, `text`, `money`, `quantity`, `currency`, `url`, `date`, `number`, `boolean`, `list`, `line_items`. */
export interface CustomEvent {
  required?: Record<string, string>;
  optional?: Record<string, string>;
  /** 0 (goes first when the storage is full) to 9 (goes last). Default 3. */
  intent?: number;
}

/** The call was taken, and what it says is in the browser's storage already. */
export interface Accepted {
  ok: true;
  /** A ULID; of an order's event derived from the order, so that every copy of it is the same message. Absent where nothing needed sending. */
  messageId?: string;
  /** What was trimmed or looks wrong, but not wrong enough to refuse. */
  violations?: Violation[];
  queued?: undefined;
}

/** The call was made before the module was ready; it is kept with its time and page, and judged then. */
export interface Queued {
  ok: true;
  queued: true;
  messageId?: undefined;
  violations?: undefined;
}

/** The call was not taken. Nothing is thrown, ever. */
export interface Refused {
  ok: false;
  /**
   * `invalid`: see `violations`. `repeat`: counted already (a reloaded order confirmation). The tracker is off because of `options` (a wrong
   * option), `module` (WebAssembly is not to be had here) or `internal` (an error of ours).
   */
  reason: "invalid" | "repeat" | "options" | "module" | "internal";
  /** Everything that is wrong with the call, at once. */
  violations: Violation[];
}

export type Result = Accepted | Queued | Refused;

export interface Violation {
  code: ViolationCode;
  /** Where, such as `line_items[1].price`; empty for the call itself. */
  path: string;
  /** What is wrong and what is allowed, for people; never a value of the shopper's. */
  message: string;
}

/** The words never change; new ones may be added. */
export type ViolationCode =
  | "not_an_object"
  | "unknown_event"
  | "reserved_event"
  | "reserved_property"
  | "unsafe_key"
  | "name_empty"
  | "name_too_long"
  | "missing_property"
  | "wrong_type"
  | "out_of_range"
  | "not_finite"
  | "empty"
  | "bad_currency"
  | "bad_url"
  | "bad_date"
  | "too_deep"
  | "too_many_keys"
  | "too_many_lines"
  | "bigint"
  | "cycle"
  | "getter"
  | "function"
  | "unreadable"
  | "trimmed"
  | "value_too_long"
  | "too_large"
  | "contradiction"
  | "bad_declaration"
  | (string & {});

/** Who the shopper is: at least one of the three, strongest first. The message's `userId` is the customer id, else the e-mail. */
export interface PersonKeys {
  /** The shop's own id of the customer. */
  customer_id?: string | number | null;
  email?: string | null;
  /** Best in E.164: `+442079460000`. */
  phone?: string | null;
}

/** Numbers of messages. */
export interface FlushReport {
  /** Answered with 2xx on this page. */
  delivered: number;
  /** Not delivered yet: waiting, under way, or left by beacon without an answer. They go by themselves, from the next page if need be. */
  waiting: number;
  /** Waiting for the shopper to identify. */
  held: number;
  /** Lost for a reason that `diagnostics().drops` names. */
  dropped: number;
}

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
  /** `loading`: not yet. `no_window`: on a server. The others as in {@link Refused}. */
  off_reason: "loading" | "options" | "module" | "internal" | "no_window";
  /** Calls kept until the module is there. */
  queued?: number;
}

export interface DiagnosticsOn {
  on: true;
  version: string;
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
  storage: {
    /** Whether messages survive the page: false where storage is blocked or full. */
    durable: boolean;
    /** Bytes of the messages kept. */
    bytes: number;
  };
}

/** What `on` tells of, by type. */
export interface Notices {
  /** A call of this page and its result, when it was judged. */
  call: { method: "track" | "page" | "identify" | "reset"; args: unknown[]; result: Accepted | Refused };
  /** A request was made; `body` is its JSON text. */
  request: { id: number; via: "fetch" | "beacon"; url: string; body: string };
  /** What became of it: an HTTP status; or 0 no answer, 1 taken over by `sendBeacon`, 2 refused by the browser. */
  outcome: { id: number; status: number };
  /** A message was lost. `messageId` and `name` as far as it could still be read. */
  drop: { messageId?: string; name?: string; type?: string; timestamp?: string; reason: DropReason };
}

export interface Tracker {
  /**
   * Tracks an event of the tracking plan. When it returns, the event is in the browser's storage, and leaves by itself.
   *
   * @example
   * shoptrail.track("product_viewed", { product_id: "P1", name: "Runner", price: 89.9, currency: "EUR" });
   */
  track<Name extends keyof Events>(name: Name, properties: Events[Name]): Result;

  /** Counts a page view; the first one of a page is counted by itself. For single-page shops, after each change of the address. */
  page(properties?: Page): Result;

  /**
   * Says who the shopper is: a customer id, an e-mail address, or several keys at once. What was tracked anonymously becomes theirs. The
   * same again sends nothing, so it may be said on every page. Another person's keys start another anonymous id first.
   */
  identify(id: string | number | PersonKeys, traits?: PersonAttributes): Result;
  /** Remembers traits of a shopper who is not known yet; they go with the identify that says who it is. */
  identify(id: null | undefined, traits: PersonAttributes): Result;

  /** Forgets the person, as at log-out: a new anonymous id, cart and attribution. Events that wait about them stay theirs. */
  reset(): Result;

  /**
   * The link with the anonymous id on it when it leads to one of `linkDomains`; any other, and any before the module is ready, as it is. The id on
   * a link counts for two minutes: ask when the link is followed, not when the page is made.
   *
   * @example
   * checkout.addEventListener("click", () => { checkout.href = shoptrail.link(checkout.href); });
   */
  link(url: string): string;

  /** Sends what may be sent now, and says what became of it: at the latest after 10 seconds. Never rejects. */
  flush(): Promise<FlushReport>;

  /** Resolves, and calls back, once the module works. Never, when the tracker is off. */
  ready(callback?: (tracker: Tracker) => void): Promise<Tracker>;

  /** Calls `listener` whenever it happens, until the function given back is called. What the listener throws goes to the console. */
  on<Type extends keyof Notices>(type: Type, listener: (notice: Notices[Type]) => void): () => void;

  diagnostics(): Diagnostics;
}

/**
 * The page's tracker. Calling it again gives the same one, and the options of the first call count. On a server it gives one that does nothing.
 *
 * @example
 * const shoptrail = createTracker({ writeKey: "…", region: "eu" });
 */
export function createTracker(options: Options): Tracker;

declare global {
  interface Window {
    /** The tracker; queueing before the script has arrived. Absent where neither the snippet nor `createTracker` ran. */
    shoptrail?: Tracker;
  }
}
