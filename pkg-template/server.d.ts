// `shoptrail/server`: webhooks of Shopify and WooCommerce, and a shop's own calls, to Customer.io.
// docs/server.md explains it.

export interface ServerOptions {
  /** The key of your Customer.io source. */
  writeKey: string;
  /** Customer.io's data centre. Default `"us"`. */
  region?: "us" | "eu";
  /** The full URL of another endpoint that takes Segment's batches. */
  endpoint?: string;
  /**
   * The shop's name in the ids of order events: the same text as the storefront's option `shop`; without that
   * option, the storefront's host. No scheme, `www.`, port or path, and a host in lower case and Punycode.
   */
  shop: string;
  /** Names on the wire, as the storefront's option. Default `"snake_case"`. */
  naming?: "snake_case" | "semantic";
  /** How long a call may take, with its retries. Default 10,000. */
  timeoutMs?: number;
  shopify?: {
    /** The secret of the app, or of the webhooks in the admin. A list while you exchange it. */
    secret: string | string[];
    /** Sends `checkout_started` for checkouts too. For shops whose page does not send it. Default false. */
    checkoutStarted?: boolean;
    /** How long a webhook may take, with its retries. Default 4,000: Shopify waits 5,000. */
    timeoutMs?: number;
  };
  woocommerce?: {
    /** The secret of the webhooks. A list while you exchange it. */
    secret: string | string[];
    /** How long a webhook may take, with its retries. Default 20,000. */
    timeoutMs?: number;
  };
  /** Where messages wait when Customer.io is down for longer than a webhook may take. */
  queue?: Queue;
  /** Whose an order is: for Shopify's `refunds/create`, which names nobody. */
  personOfOrder?: (orderId: string) => Person | null | undefined | Promise<Person | null | undefined>;
  /** Sends requests. Default: the global `fetch`. */
  fetch?: typeof fetch;
}

/** The keys of a person. One of `customerId`, `email` and `anonymousId` is needed. */
export interface Person {
  /** The shop's id of the customer: the storefront's `customer_id`. */
  customerId?: string | number | null;
  email?: string | null;
  phone?: string | null;
  /** The storefront's anonymous id, which joins the trail of the browser. */
  anonymousId?: string | null;
}

/** Something wrong with the options. */
export interface OptionProblem {
  /** `shopify.secret`; empty for all of them. */
  path: string;
  code: "missing" | "wrong_type" | "not_allowed" | "unknown_option";
  /** A sentence that says what is allowed. */
  message: string;
}

/** What `createServer` throws: everything that is wrong at once. */
export interface OptionsError extends TypeError {
  name: "OptionsError";
  problems: OptionProblem[];
}

/** Whom a call is about. */
export interface About extends Person {
  /** When it happened: a date, ISO 8601 with a time zone, or Unix time. Default: now. */
  at?: Date | string | number;
  /**
   * Makes repeats of the call one message. A text counts within its event and shop; a ULID stays as it is, so
   * it must be unique. Order events have their own id, whatever is given.
   */
  messageId?: string;
}

export interface CallResult {
  /** `unavailable`: Customer.io did not take it in time, and there is no queue. Call again. */
  outcome: "delivered" | "queued" | "refused" | "unavailable" | "nothing";
  /** The messages that Customer.io has, or the queue. */
  messageIds: string[];
  /** Why it was refused, or what is odd about it. */
  problems: string[];
}

/** Something odd about one order of a list. */
export interface RowProblem {
  /** Its place in the list, from 1. */
  row: number;
  /** A stable word: docs/server.md lists them. */
  code: string;
  /** Where in the row; empty for all of it. */
  path: string;
  message: string;
  /** Whether the order was left out. Else it is sent without what stands at `path`. */
  isLeftOut: boolean;
}

export interface OrdersResult extends CallResult {
  rows: RowProblem[];
}

/** A message that waits. The id is the message's own: pushing it twice keeps one entry. */
export interface QueueEntry {
  id: string;
  message: object;
}

/** A store that keeps messages while Customer.io is down. */
export interface Queue {
  /** Keeps entries, durably. */
  push(entries: QueueEntry[]): unknown;
  /** The oldest entries. They stay in the store. */
  take(limit: number): QueueEntry[] | Promise<QueueEntry[]>;
  /** Removes entries. */
  done(ids: string[]): unknown;
}

export interface Notice {
  kind: "problem" | "privacy";
  /** A stable word: docs/server.md lists them. */
  code: string;
  message: string;
  topic?: string;
  messageId?: string;
  event?: string;
  person?: Person;
}

/** Counts since the server started. */
export interface Stats {
  webhooks: number;
  unsigned: number;
  unreadable: number;
  unknownTopics: Record<string, number>;
  withoutNews: number;
  tests: number;
  withoutPerson: number;
  refundsWithoutPerson: number;
  delivered: number;
  repeats: number;
  outdated: number;
  refused: number;
  queued: number;
  unavailable: number;
  privacyRequests: number;
}

/** A moment: milliseconds or seconds after 1970, ISO 8601 with a time zone, or a date. */
export type Time = number | string | Date;

/** An order of an export. Amounts are in major units of `currency`, as numbers or decimal texts. */
export interface Order {
  id: string | number;
  person?: Person;
  profile?: {
    first_name?: string | null;
    last_name?: string | null;
    created_at?: Time | null;
    first_order_at?: Time | null;
    last_order_at?: Time | null;
    orders_count?: number | null;
    total_spend?: number | string | null;
    email_consent?: boolean | null;
    sms_consent?: boolean | null;
  };
  /** Whether the shopper ordered. */
  is_placed: boolean;
  placed_at?: Time | null;
  currency?: string | null;
  total?: number | string | null;
  subtotal?: number | string | null;
  discount?: number | string | null;
  shipping?: number | string | null;
  tax?: number | string | null;
  coupon?: string | null;
  payment_method?: string | null;
  shipping_method?: string | null;
  lines?: object[] | null;
  refunds?: {
    id?: string | number | null;
    amount?: number | string | null;
    currency?: string | null;
    reason?: string | null;
    at?: Time | null;
    is_full?: boolean | null;
  }[];
  cancellation?: { at?: Time | null; reason?: string | null } | null;
}

/** What this package uses of a request of node or Express. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  method?: string;
  headers: Record<string, string | string[] | undefined>;
}

/** What this package uses of a response of node or Express. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(text?: string): unknown;
}

export interface ShopServer {
  /** Answers a webhook: fetch API, as in Next, Remix, Hydrogen, Workers, Deno and Bun. */
  webhook(request: Request): Promise<Response>;
  /** Answers a webhook in node and Express. Mount it ahead of a body parser. */
  node(request: NodeRequest, response: NodeResponse): Promise<void>;
  /** Sends an event. */
  track(event: string, properties: Record<string, unknown>, about: About): Promise<CallResult>;
  /** Sends what is known of a person. */
  identify(about: About, traits?: Record<string, unknown>): Promise<CallResult>;
  /** Deletes a person at Customer.io. With `suppress` nobody can add them again. */
  forget(person: Person, options?: { suppress?: boolean }): Promise<CallResult>;
  /**
   * Sends orders of an export, each with its refunds and its cancellation. Safe to repeat. With `eventsOnly`
   * nothing is said of the persons: an old export would put old values into their attributes.
   */
  sendOrders(orders: Order[], options?: { eventsOnly?: boolean }): Promise<OrdersResult>;
  /** Sends what waits in the queue: call it from a timer or a cron job. */
  flush(): Promise<{ delivered: number; refused: number }>;
  /** Counts since the server started. */
  stats(): Stats;
  /** Hears of problems and of requests about personal data. Returns a function that stops it. */
  on(kind: "problem" | "privacy", listener: (notice: Notice) => unknown): () => void;
}

/** A server for one shop. Throws an `OptionsError` when options are wrong. */
export function createServer(options: ServerOptions): ShopServer;
