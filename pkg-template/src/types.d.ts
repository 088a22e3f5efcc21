// The types that the page's scripts share. They cost no bytes: `tsc` reads them, no script imports them at
// run time. Public types come from ../index.d.ts; what the tracker stores or passes on is described here.

import type {
  Accepted,
  ConsentState,
  Diagnostics,
  DropReason,
  Notices,
  Options,
  Profile,
  Queued,
  Refused,
  Tracker,
  Violation,
} from "../index.js";

export type {
  Accepted,
  Queued,
  ConsentState,
  Diagnostics,
  Notices,
  Options,
  Profile,
  Refused,
  Tracker,
  Violation,
} from "../index.js";
export type { DiagnosticsOff, Quality } from "../diagnostics.js";

/** The four calls that the core processes. */
export type Method = "track" | "page" | "identify" | "reset";

/** When and where a call is made. `time` is in ms since 1970. */
export type CallPlace = [time: number, url: string, title: string, referrer: string];

/** A call, as the queue and localStorage hold it. The order is a stored format. */
export type Call = [
  method: Method,
  args: unknown[],
  time: number,
  url: string,
  title: string,
  referrer: string,
];

/**
 * A call that an earlier page saved. Its `messageId` is derived from `key`, so that two tabs give it one id.
 */
export type SavedCall = [...call: Call, key: string];

/** The shopper at the time of a call: `[anonymousId, userId]`. */
export type Shopper = [anonymousId: string, userId: string | undefined];

/**
 * An accepted call that waits to be processed, as it is stored. Stored by older versions without the last
 * two.
 */
export type PendingCall = [
  method: Method,
  args: unknown[],
  time: number,
  url: string,
  title: string,
  referrer: string,
  messageId: string,
  number: number,
  shopper?: Shopper,
  acceptedAt?: number,
  key?: string,
] & {
  /** The core's first answer to an event that waits for the part `repair`. It is not stored. */
  refused?: Result;
};

/** `on(type, listener)` before the script was there. `ended[0]` is set when the page ended it meanwhile. */
export type QueuedListener = ["on", [type: keyof Notices, listener: (notice: any) => void], ended: unknown[]];

/** Any other method before the script was there; `resolve` takes its answer. */
export type QueuedRequest = [
  method: "flush" | "ready" | "diagnostics" | "setConsent",
  args: any[],
  resolve: (answer: any) => void,
];

export type QueuedCall = Call | QueuedListener | QueuedRequest;

/** What the core knows of a call that it has prepared; opaque to the page. */
export type PreparedCall = unknown;

/** What the part `repair` has put right, with the value it was read as, or left out. */
export type Repair = Violation;

/**
 * What the part `repair` gives: puts the arguments of a call right, and has the core read them anew by
 * `process`. They are the properties of an event, or keys and traits; `name` is the event's, or the method.
 */
export type RepairPart = (
  name: string,
  values: unknown[],
  violations: Violation[],
  process: (values: unknown[], repairs: Repair[]) => Result,
) => Result;

/** The answer to a processed call. */
export type Answer = Accepted | Refused;

/** The answer to any call: the public `Result`. Each kind has the members that tell the kinds apart. */
export type Result = (Answer | Queued) & { queued?: true; reason?: Refused["reason"] };

/** A call of this page that parts which load later still hear of. `at` is in ms since 1970. */
export type RecentCall = { method: Method; args: unknown[]; result: Result; at?: number };

/** A request that the core wants made. */
export type Request = {
  id: number;
  url: string;
  body: string;
  beacon: boolean;
  /** The browser makes the request when the page dies, unless this aborts it. */
  signal?: AbortSignal;
};

/** An HTTP status, or 0: no answer, 1: handed to `sendBeacon`, 2: refused by the browser. */
export type OutcomeStatus = number;

/**
 * Reports on a request. It may be called twice: first with `via` alone and `status` undefined, when the
 * request is made.
 */
export type ReportOutcome = (
  status: OutcomeStatus | undefined,
  retryAfter: string,
  contentType: string,
  via?: "fetch" | "beacon",
) => void;

/** Makes a request. */
export type Transmit = (request: Request, report: ReportOutcome) => void;

/** `{option, allowed}` of an option that is wrong. */
export type OptionError = { option: string; allowed: string };

/** Why the tracker is off. */
export type OffReason = "bot" | "preview" | "options" | "module" | "internal" | "consent";

/** The shopper's answer, as far as it is known to be one. */
export type ConsentChange = unknown;

/** Consent after an answer. `erase`: what the device stores is to be erased. */
export type ConsentDecision = ConsentState & {
  erase?: boolean;
  drops?: { [Reason in DropReason]?: number };
};

/** What the core gets to know of a call, besides its arguments. */
export type CallContext = {
  at: number;
  url: string;
  title: string;
  referrer: string;
  id?: string;
  key?: string;
  who?: Shopper;
  old?: boolean;
  event?: PreparedCall;
  repairs?: Repair[];
};

/**
 * The functions of src/boundary.rs, with the values that their handles stand for. What a page gives is
 * `unknown`: the core reads it.
 */
export type CoreExports = {
  start(options: ReadOptions, environment: PageEnvironment, errors: OptionError[]): OptionError[];
  consent(answer?: ConsentChange): ConsentDecision | undefined;
  id(): string;
  prepare(call: CallContext, name?: unknown, properties?: unknown): PreparedCall;
  track(call: CallContext, name?: unknown, properties?: unknown): Answer;
  page(call: CallContext, properties?: unknown, unused?: unknown): Answer;
  identify(call: CallContext, keys?: unknown, traits?: unknown): Answer;
  reset(call: CallContext, ...unused: unknown[]): Answer;
  profile(): Profile;
  poll(isLeaving?: boolean): Request | undefined;
  outcome(id: number, status: OutcomeStatus, retryAfter: string, contentType: string): void;
  timeouts(): Timeouts;
  claim(hasLock: boolean): void;
  moment(moment: PageMoment): void;
  losses(): Loss[];
  report(): Partial<Diagnostics>;
};

/** A moment of the page's life that the core wants to hear of. `hurry`: `flush()` was called. */
export type PageMoment = "left" | "restored" | "online" | "stored" | "hurry";

/** What the core gets to know of the page it starts on. */
export type PageEnvironment = {
  locale: string;
  timezone: string;
  userAgent: string;
  host: string;
  gpc: boolean;
  dnt: boolean;
  anonymousId?: string;
  ignored?: string[];
  /** Storage has no call, message or lease of another page. */
  alone?: boolean;
};

/** A lost message. */
export type Loss = Notices["drop"];

/**
 * Milliseconds until the core has a request to make, and until it wants to look for other pages' messages.
 */
export type Timeouts = [poll: number, claim: number];

/** A notice that was emitted before a part which watches was loaded. */
export type MissedEvent = { [Type in keyof Notices]: [type: Type, notice: Notices[Type]] }[keyof Notices];

/** The options as they are read: from attributes, each is a text. */
export type ReadOptions = { [Name in keyof Options]?: Options[Name] | string } & Record<string, unknown>;

/** What the functions of the tracker do. Parts and adapters replace members of it. */
export type Methods = Record<Method, (...args: any[]) => Result> & {
  flush: Tracker["flush"];
  on: Tracker["on"];
  setConsent: (answer: ConsentChange) => void;
  forget: () => void;
  /** Of the part `message-hooks`. `since`: when the page called, in ms since 1970. */
  setProperties: (
    ...args: [...Parameters<Tracker["setProperties"]>, since?: number]
  ) => ReturnType<Tracker["setProperties"]>;
  link: (url: string) => string;
  ready: Tracker["ready"];
  profile: Tracker["profile"];
  diagnostics: () => Diagnostics;
};

/** The tracker with what the stub, the script and its parts share. `q`, `raw` and `moved` are the stub's. */
export type PageTracker = Tracker & {
  /** Set once the script has taken over. */
  live?: boolean;
  /** The stub's queue. */
  q?: QueuedCall[];
  /** Calls that the stub has moved to storage. */
  moved?: Call[];
  /** What the page gave the stub for the part `message-hooks`. */
  beforeSend?: unknown;
  defaultProperties?: unknown;
  /** Shopify's storefront events that the stub has kept. */
  raw?: Event[];
  /** Built-ins as the stub found them: `stringify`, `parse`, `Date`, `setTimeout`, `now`. */
  base?: unknown[];
  methods: Methods;
};

/** A part: a script of its own, loaded when a shop needs it. */
export type Part = {
  default: (shop: PageTracker, options: ReadOptions, heard: any) => any;
};

/** Imports a part by name; the npm entry passes adapters as functions. */
export type ImportPart = (name: any) => Promise<any>;

/** What the part `message-hooks` does when a call is accepted, and before a message is stored. */
export type Hooks = {
  accept?: (call: Call | SavedCall) => void;
  finish?: (message: Record<string, any>) => string | undefined;
};

/** `processCall` of core.js, as far as the part `message-hooks` needs it. */
export type ProcessCall = (call: PendingCall, refusal: Refused, isPending: boolean) => Answer;

/** The script of the part `message-hooks`. It gives what is wrong with its options. */
export type HookScript = (
  shop: PageTracker,
  options: ReadOptions,
  hooks: Hooks,
  read: (value: unknown) => any,
  processCall: ProcessCall,
) => Promise<OptionError[] | undefined>;

/** Loads a part by name, and runs it after `after`. */
export type LoadPart = (name: any, after?: Promise<unknown>) => Promise<any>;

/** What the part `identity` found out. */
export type IdentityFacts = { anonymousId?: string; ignored?: string[]; errors?: OptionError[] };
