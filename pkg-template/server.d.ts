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
   * option, the storefront's host without `www.`.
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

/** Whom a call is about. */
export interface About extends Person {
  /** When it happened. Default: now. */
  at?: Date | string;
  /** Makes repeats of the call one message: any text that names what happened. Order events need none. */
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

/** A message that waits. The id is the message's own: pushing it twice keeps one entry. */
export interface QueueEntry {
  id: string;
  message: object;
}

/** A store that keeps messages while Customer.io is down. */
export interface Queue {
  /** Keeps entries, durably. */
  push(entries: QueueEntry[]): Promise<unknown>;
  /** The oldest entries. They stay in the store. */
  take(limit: number): Promise<QueueEntry[]>;
  /** Removes entries. */
  done(ids: string[]): Promise<unknown>;
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

/** An order of an export. Amounts are in major units of `currency`; times are milliseconds after 1970. */
export interface Order {
  id: string;
  person?: Person;
  profile?: {
    first_name?: string | null;
    last_name?: string | null;
    created_at?: number | null;
    first_order_at?: number | null;
    last_order_at?: number | null;
    orders_count?: number | null;
    total_spend?: number | null;
    email_consent?: boolean | null;
    sms_consent?: boolean | null;
  };
  /** Whether the shopper ordered. */
  is_placed: boolean;
  placed_at?: number | null;
  currency?: string | null;
  total?: number | null;
  subtotal?: number | null;
  discount?: number | null;
  shipping?: number | null;
  tax?: number | null;
  coupon?: string | null;
  payment_method?: string | null;
  shipping_method?: string | null;
  lines?: object[] | null;
  refunds?: {
    id?: string | null;
    amount?: number | null;
    currency?: string | null;
    reason?: string | null;
    at?: number | null;
    is_full?: boolean | null;
  }[];
  cancellation?: { at?: number | null; reason?: string | null } | null;
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
  /** Sends orders of an export, each with its refunds and its cancellation. Safe to repeat. */
  sendOrders(orders: Order[]): Promise<CallResult>;
  /** Sends what waits in the queue: call it from a timer or a cron job. */
  flush(): Promise<{ delivered: number; refused: number }>;
  /** Counts since the server started. */
  stats(): Stats;
  /** Hears of problems and of requests about personal data. Returns a function that stops it. */
  on(kind: "problem" | "privacy", listener: (notice: Notice) => void): () => void;
}

/** A server for one shop. Throws a sentence when an option is wrong. */
export function createServer(options: ServerOptions): ShopServer;
