// The public API of shoptrail: `createTracker` from npm, `window.shoptrail` from the script tag. Both are the
// same object.

import type { CallRefusal, ViolationCode } from "./codes.js";
import type { Diagnostics, DropReason } from "./diagnostics.js";
import type { EventMap, Page, Traits } from "./plan.js";

export type * from "./diagnostics.js";
export type * from "./plan.js";

/**
 * Events beyond the tracking plan. A shop declares them here so that the type of `track` knows them. At run
 * time they need `customEvents` or `allowUnknownEvents`.
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

/** Options. The script tag has them as attributes in kebab case (`data-write-key`). */
export interface Options {
  /** The write key of your Customer.io source. It is public. */
  writeKey: string;
  /** The Customer.io data centre of your account. Default `"us"`. */
  region?: "us" | "eu";
  /**
   * A full URL that requests go to instead: a first-party proxy (PROXY.md), or any server that accepts the
   * same messages.
   */
  endpoint?: string;
  /**
   * `"segment"`: `endpoint` is the `/v1/batch` of a pipeline (Segment, RudderStack, Jitsu, your own). It gets
   * the same messages as JSON, with the write key as Basic authentication. An endpoint of another origin
   * costs a preflight, and no beacon is sent when the page is left. Default: Customer.io.
   */
  destination?: "segment";
  /**
   * What happens to an anonymous shopper's events. `"hold"` (default): nothing leaves the browser until the
   * shopper identifies; then the whole trail is sent, with its original times. `"send"`: they are sent at
   * once, under the anonymous id.
   */
  anonymous?: "hold" | "send";
  /** Names on the wire: the plan's own (default), or Customer.io's ecommerce names (`Product Viewed`, …). */
  naming?: "snake_case" | "semantic";
  /**
   * Refuses an event when anything in it is wrong, instead of putting it right or leaving it out. For a shop's
   * own tests. Default: off.
   */
  strict?: boolean;
  /**
   * Reports on the console what was refused and why, and shows the overlay. `?shoptrail_debug=1` in the
   * address shows the overlay too. Default false.
   */
  debug?: boolean;
  /** Loads the data-quality part: `diagnostics().quality`. Default false. */
  quality?: boolean;
  /**
   * The shop's name in the ids of order events. It has to be the same wherever orders of this shop are
   * tracked, letter by letter. Default: the page's host name without `www.`.
   */
  shop?: string;
  /** Counts a page view for every page without a call of `page()`. Default true. */
  autoPage?: boolean;
  /**
   * Events of your own, each with the types of its properties:
   * `{gift_wrapped: {required: {product_id: "id"}, optional: {note: "text"}, intent: 4}}`.
   */
  customEvents?: Record<string, CustomEvent>;
  /** Accepts events that are neither in the plan nor declared. Default false. */
  allowUnknownEvents?: boolean;
  /**
   * Keeps the anonymous id in a first-party cookie (`shoptrail_anonymous_id`) as well, so that the shop's
   * subdomains share it. `"auto"` finds the widest domain that the browser allows; any other text is the
   * domain. A cookie of that name that your server sets wins. Default `"off"`.
   */
  cookieDomain?: "auto" | "off" | (string & {});
  /**
   * Other domains of the shop, with their subdomains: a list, or a text with spaces. {@link Tracker.link}
   * passes the anonymous id to them, and this page accepts it from them.
   */
  linkDomains?: string | string[];
  /**
   * A regular expression such as `cio_[0-9a-f]+`. `ajs_uid` in the page's address identifies the shopper if
   * all of it matches: links in Customer.io's messages have it. A shopper who is known already is not
   * changed, because a message can be forwarded. Default: off.
   */
  identifyFromLinks?: string;
  /**
   * Sends a message that left by beacon, which has no answer, once more under the same messageId. Default
   * true.
   */
  resendUnconfirmed?: boolean;
  /**
   * How many messages the browser keeps, 10 to 99,999. Together they have at most 1,000,000 bytes. Default
   * 1000.
   */
  maxMessages?: number;
  /**
   * Hours that an unsent message of a known person is kept, 1 to 720. Default 72, because Customer.io starts
   * no campaign from an older event.
   */
  maxAgeHours?: number;
  /** Days that an anonymous shopper's trail is held, 1 to 30. Default 30. */
  maxHeldDays?: number;
  /**
   * Consent until the shopper answers. Default `"granted"`; with `consentFrom` `"pending"`. Pending: nothing
   * is stored and nothing is sent; calls wait in memory. Denied: calls are refused, and what was stored is
   * erased.
   */
  consent?: Consent;
  /**
   * The consent managers of the page to follow: `shopify`, `google`, `wordpress`, `tcf`, `gpp`, `onetrust`,
   * `cookiebot`, `usercentrics`, `didomi`, `klaro`, `cookieconsent`. A list, or a text with commas. The
   * shop's own names may follow a colon, for analytics and then for marketing: `onetrust:C0002:C0004`.
   */
  consentFrom?: string | string[];
  /** Respects Global Privacy Control: marketing is denied until the shopper allows it here. Default true. */
  gpc?: boolean;
  /** Respects Do Not Track: everything is denied until the shopper allows it here. Default false. */
  dnt?: boolean;
  /** Tracks robots, automated browsers and theme previews too. Default false. */
  bots?: boolean;
  /**
   * Parameters to remove from every URL, besides those that the tracker knows. Case, `-` and `_` make no
   * difference. A list, or a text with commas.
   */
  scrubParameters?: string | string[];
  /**
   * Hosts that do not count as the source of a visit, with their subdomains, besides the payment and log-in
   * pages that the tracker knows. A list, or a text with commas.
   */
  ignoredReferrers?: string | string[];
  /** Days that the first touch counts, 1 to 999. Default 180. */
  firstTouchDays?: number;
  /** Days that the last touch counts, 1 to 999. Default 30. */
  lastTouchDays?: number;
  /**
   * What tracks a platform's events, such as `import shopify from "shoptrail/adapters/shopify"`: see
   * ADAPTERS.md. Default none.
   */
  adapters?: Adapter[];
  /** For the adapter `ga4`: the name of Google's global list. Default `"dataLayer"`. */
  dataLayer?: string;
  /**
   * For the adapter `email`: a CSS selector of the forms that identify the shopper when they are sent.
   * Default none.
   */
  emailForms?: string;
  /** For the adapter `email`: a CSS selector of the box that has to be ticked in a form that has one. */
  emailConsent?: string;
  /** For the adapter `spa`: the shop has its routes in the hash (`#/cart`). Default false. */
  spaHash?: boolean;
  /**
   * For the adapter `spa`: parameters of the query that do not make another page, such as `"sort,colour"`.
   */
  spaIgnore?: string;
}

export type Consent = "granted" | "pending" | "denied";

/** What the shopper allows. */
export interface ConsentState {
  /** Events may be stored on the device and sent. */
  analytics: Consent;
  /** Advertisers' click ids may be kept and sent. */
  marketing: Consent;
}

/** An answer in the form that consent managers give it. True is granted, false is denied. */
export type ConsentAnswer = Consent | boolean;

/**
 * Listens to a platform and tracks what happens there. Installing it twice has no effect. `past`: the calls
 * from before the adapter, with their times in ms since 1970 where known.
 */
export type Adapter = (
  tracker: Tracker,
  options?: Partial<Options>,
  past?: (Notices["call"] & { at?: number })[],
) => void;

/**
 * An event of the shop's own. Its properties have the types of the plan: `id`, `text`, `money`, `quantity`,
 * `currency`, `url`, `date`, `number`, `boolean`, `list`, `line_items`.
 */
export interface CustomEvent {
  required?: Record<string, string>;
  optional?: Record<string, string>;
  /** How important it is: when the storage is full, 0 is deleted first and 9 last. Default 3. */
  intent?: number;
}

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
   * tracker is off because of `options` (an option is wrong), `module` (WebAssembly is not available) or
   * `internal` (an error in the tracker). `consent`: denied. `bot`, `preview`: a robot, a theme editor; see
   * the option `bots`.
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

/**
 * Who the shopper is: at least one of the three, the strongest first. The message's `userId` is the customer
 * id, else the e-mail address.
 */
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

/**
 * What this browser has learned about the shopper who is using it. `reset()` and another person clear it.
 * Names and values are those of the plan's people attributes. What is not known is absent.
 */
export interface Profile {
  /** The name of the product viewed last. */
  last_viewed_product?: string;
  last_viewed_product_id?: string;
  /** As the shop's events give it. */
  last_viewed_product_url?: string;
  /** As the shop's events give it. */
  last_viewed_product_image_url?: string;
  /** The category viewed last: a product's `category`, or the collection that was opened. */
  last_viewed_category?: string;
  /**
   * The category of most interest. A view counts 1, an addition to the cart 5; after 14 days each counts
   * half.
   */
  preferred_category?: string;
  /** When this browser last completed an order, in Unix seconds. */
  last_order_date?: number;
  /** What to build a recommendation on: the product viewed last, else the category viewed last, else null. */
  recommend: RecommendProduct | RecommendCategory | null;
}

export interface RecommendProduct {
  by: "product";
  product_id: string;
  name?: string;
  url?: string;
  image_url?: string;
}

export interface RecommendCategory {
  by: "category";
  category: string;
}

/** Its functions need no `this`: `const { track } = createTracker(options)`. */
export interface Tracker {
  /**
   * Tracks an event of the tracking plan. When it returns, the event is in the browser's storage. The tracker
   * sends it without another call.
   *
   * @example
   * shoptrail.track("product_viewed", { product_id: "P1", name: "Runner", price: 89.9, currency: "EUR" });
   */
  track<Name extends keyof Events>(name: Name, properties: Events[Name]): Result;

  /**
   * Counts a page view. The tracker counts the first one of a page itself. A single-page shop calls it after
   * each change of the address.
   */
  page(properties?: Page): Result;

  /**
   * Says who the shopper is: a customer id, an e-mail address, or several keys at once. What was tracked
   * anonymously becomes theirs. The same call again sends nothing, so every page may make it. Another
   * person's keys first start a new anonymous id.
   *
   * E-mail addresses are sent in lower case, and must be valid by RFC 5322. What a template prints for nobody
   * (`"guest"`, `"null"`, `"{{ customer.id }}"`) is refused; beside a good key it is a warning.
   *
   * What this browser has learned about the person (`profile()`, the touches) is sent along. It is sent again
   * when it changes: with the request that carries the event, once a page view. The traits of your own call
   * are sent once and not repeated later, because the shop's server may have newer ones by then.
   */
  identify(id: string | number | PersonKeys, traits?: Traits): Result;
  /** Remembers traits of a shopper who is not known yet. They are sent with the call that says who it is. */
  identify(id: null | undefined, traits: Traits): Result;

  /**
   * What this browser has learned about the shopper, for the theme. Nothing is known before the module is
   * ready, and while the tracker is off.
   *
   * @example
   * const { recommend } = (await shoptrail.ready()).profile();
   * if (recommend?.by === "product") showRelatedTo(recommend.product_id);
   * else if (recommend) showBestOf(recommend.category);
   */
  profile(): Profile;

  /**
   * Ends the person's session, as at log-out: a new anonymous id, cart, attribution and profile begin. Their
   * events that wait are still sent as theirs.
   */
  reset(): Result;

  /**
   * Applies the shopper's answer: one for both, or one for each. What is not mentioned stays as it is. When
   * analytics become granted, the calls that waited are tracked with their own times and pages. When they are
   * no longer granted, everything that the tracker stored on the device is erased, in all tabs, and nothing
   * more is stored or sent. The answer is remembered only while analytics are granted, and not with
   * `consentFrom`. A denial leaves no trace, so it has to be given on each page.
   */
  setConsent(answer: ConsentAnswer | { analytics?: ConsentAnswer; marketing?: ConsentAnswer }): void;

  /**
   * Erases everything that the tracker stored on the device, unsent events included, and stops on this page
   * and in other tabs. The next page starts with a new anonymous id, as its options say. What Customer.io has
   * already, the shop's server has to delete or suppress.
   */
  forget(): void;

  /**
   * The link with the anonymous id added, if it leads to one of `linkDomains`. Any other link, and any before
   * the module is ready, comes back unchanged. The id on a link is valid for two minutes: call this when the
   * link is followed, not when the page is made.
   *
   * @example
   * checkout.addEventListener("click", () => { checkout.href = shoptrail.link(checkout.href); });
   */
  link(url: string): string;

  /**
   * Sends what may be sent now, and resolves with what became of it, after 10 seconds at the latest. Never
   * rejects.
   */
  flush(): Promise<FlushReport>;

  /** Resolves, and calls `callback`, once the module works. Does neither while the tracker is off. */
  ready(callback?: (tracker: Tracker) => void): Promise<Tracker>;

  /**
   * Calls `listener` each time, until the returned function is called. What the listener throws is reported
   * on the console.
   */
  on<Type extends keyof Notices>(type: Type, listener: (notice: Notices[Type]) => void): () => void;

  diagnostics(): Diagnostics;
}

/**
 * The page's tracker. A second call returns the same one; the options of the first call count. On a server it
 * returns a tracker that does nothing.
 *
 * @example
 * const shoptrail = createTracker({ writeKey: "…", region: "eu" });
 */
export function createTracker(options: Options): Tracker;

declare global {
  interface Window {
    /**
     * The tracker. Before the script has arrived, its calls wait in a queue. Absent where neither the snippet
     * nor `createTracker` has run.
     */
    shoptrail?: Tracker;
  }
}
