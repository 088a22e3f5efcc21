// The public API of shoptrail: `createTracker` from npm, `window.shoptrail` from the script tag. Both give
// the same object, a `Tracker`. The files beside this one describe what its methods accept and return; all
// their types are exported here. `CustomEvents` stands here, because shops extend it under "shoptrail".

import type { Diagnostics } from "./diagnostics.js";
import type { Notices } from "./notices.js";
import type { ConsentAnswer, Options } from "./options.js";
import type { EventMap, Page, Traits } from "./plan.js";
import type { Profile } from "./profile.js";
import type { FlushReport, Result } from "./results.js";

export type * from "./diagnostics.js";
export type * from "./notices.js";
export type * from "./options.js";
export type * from "./plan.js";
export type * from "./profile.js";
export type * from "./results.js";

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
   * Sets properties that every later event and page view of this shopper has, until `reset()`, `forget()` or
   * a denial of consent. They are checked like any property: what is wrong is left out, and named in the
   * answer. An event's own property wins. Null takes a default property out.
   *
   * With the scope `"shopper"` (default) they are stored, and all tabs and later pages use them. With the
   * scope `"page"` only this page does. The answer comes when the core has checked them. Without the option
   * `defaultProperties`, the first call loads a part; the promise rejects when that fails.
   *
   * @example
   * await shoptrail.setProperties({ theme: "summer" });
   */
  setProperties(properties: Record<string, unknown>, where?: { scope?: "shopper" | "page" }): Promise<Result>;

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
