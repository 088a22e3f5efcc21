// `shoptrail/in-app`: Customer.io's in-app messages for the person whom the tracker knows.

import type { CustomEvent, Tracker } from "./index.js";

/** The person of the tracker's messages. */
export interface Person {
  /** The customer id, else the e-mail address. */
  userId: string;
  /** UUID v4. */
  anonymousId: string;
}

/**
 * Calls `listener` with the known person, or with null: nobody is known, or consent is not granted. It is
 * called first when the tracker is ready, and then at each change, in other tabs too. Returns a function that
 * ends it. Needs the browser's storage: where it is blocked, nobody is known.
 *
 * @example
 * onPerson(shoptrail, (person) => person ? chat.login(person.userId) : chat.logout());
 */
export function onPerson(tracker: Tracker, listener: (person: Person | null) => void): () => void;

/** What is used of `customerio-gist-web` 3. */
export interface InAppLibrary {
  initialized: boolean;
  events: { on(type: string, listener: (notice: any) => void): void };
  currentMessages: { instanceId?: string }[];
  setup(config: {
    siteId: string;
    colorScheme?: "default" | "auto" | "system";
    logging?: boolean;
    env?: "prod" | "dev" | "local";
  }): Promise<void>;
  setUserToken(userToken: string): Promise<void>;
  clearUserToken(): Promise<void>;
  setCustomAttribute(name: string, value: unknown): boolean;
  clearCustomAttributes(): void;
  setCurrentRoute(route: string): Promise<void>;
}

/** The library, or a function that loads it when a person is known. */
export type InAppSource = InAppLibrary | (() => Promise<InAppLibrary | { default: InAppLibrary }>);

export interface InAppOptions {
  /** The site id of your workspace: in Customer.io under Settings, In-App Messages. */
  siteId: string;
  /** Default `default`, which is light. */
  colorScheme?: "default" | "auto" | "system";
  /** The library writes to the console. Default false. */
  logging?: boolean;
  /** For tests of the library itself. Default `prod`. */
  env?: "prod" | "dev" | "local";
  /**
   * Tracks `in_app_message_shown`, `in_app_message_clicked`, `in_app_message_dismissed` and
   * `in_app_message_failed`. Declare them: `customEvents: { ...inAppEvents }`. Default false.
   */
  trackEvents?: boolean;
  /** Is called at each of them. */
  onMessage?: (notice: InAppNotice) => void;
}

export interface InAppNotice {
  type: "shown" | "clicked" | "dismissed" | "failed";
  messageId: string;
  /** Absent for a broadcast. */
  deliveryId?: string;
  /** With `clicked`: what the button does, and its name. */
  action?: string;
  name?: string;
}

/**
 * Runs Customer.io's in-app library for the known person, and reports openings and clicks to Customer.io. The
 * library follows `identify()`, `reset()`, `forget()` and consent. Returns a function that ends it.
 *
 * @example
 * inApp(shoptrail, () => import("customerio-gist-web"), { siteId: "YOUR_SITE_ID" });
 */
export function inApp(tracker: Tracker, library: InAppSource, options: InAppOptions): () => void;

/** What `customEvents` needs for the option `trackEvents`. */
export const inAppEvents: Record<`in_app_message_${InAppNotice["type"]}`, CustomEvent>;
