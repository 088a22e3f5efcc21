// `shoptrail/testing`: a collector that stands in for Customer.io in a shop's own tests.

import type { Events } from "./index.js";
import type { CheckOptions, Problem } from "./tools.js";

export type { Problem };

/**
 * Starts a collector on this machine. It resolves when the collector listens.
 *
 * @example
 * const collector = await startCollector();
 * // The page under test has the option endpoint: collector.endpoint.
 * await collector.expect({ event: "order_completed", times: 1, properties: { total: 59.9 } });
 * await collector.close();
 */
export function startCollector(options?: CollectorOptions): Promise<Collector>;

export interface CollectorOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Default `127.0.0.1`. Only a test network should reach it: it answers everybody. */
  host?: string;
  /** The shop's own events, as in the option `customEvents` of the page. */
  customEvents?: CheckOptions["customEvents"];
  /** Accepts events that are neither in the plan nor declared. Default false. */
  allowUnknownEvents?: boolean;
  /** Is called with each accepted message. */
  onMessage?: (received: ReceivedMessage) => void;
}

export interface Collector {
  readonly port: number;
  /** Such as `http://127.0.0.1:4100`. */
  readonly origin: string;
  /** For the option `endpoint` of a page. */
  readonly endpoint: string;
  /** For a server that sends batches, and for a page with `destination: "segment"`. */
  readonly batchEndpoint: string;
  /** Every request, in order of arrival. Those that `refuse` broke are not among them. */
  readonly requests: ReceivedRequest[];
  /** Every accepted message, in order of arrival. A copy under the same message id is marked. */
  readonly messages: ReceivedMessage[];
  /** What the collector answers; may be set at any time. A fault comes first. */
  answer: AnswerFunction | null;

  /**
   * Waits until messages came as expected, and resolves with them. Rejects with an {@link ExpectationError}.
   * It says what came instead. Copies under one message id count once. With an exact count it waits a moment
   * longer for one too many.
   */
  expect(expectation: Expectation, options?: WaitOptions): Promise<ReceivedMessage[]>;
  /**
   * Resolves with the first truthy result of `predicate`, which is called now and after every arrival.
   * Rejects after `timeoutMs` (default 5000), or with what the predicate throws.
   */
  waitFor<Found>(predicate: (collector: Collector) => Found, timeoutMs?: number): Promise<Found>;
  /** The messages of one event, or all, each once. */
  events(name?: string): Message[];
  /** Everything that Customer.io or the tracking plan would not accept. */
  problems(): (Problem & { requestIndex: number; messageId?: string })[];
  /** Compares what came so far with what is expected, without waiting. */
  report(expectations?: Expectation[]): Report;
  /** Answers the next requests with a fault, `times` of them or all until `fault(null)`. */
  fault(fault: Fault | null, options?: { times?: number }): void;
  /** Forgets requests, messages and the fault. */
  reset(): void;
  /** Stops listening, and closes every connection. */
  close(): Promise<void>;
}

export interface Expectation {
  /** The event in either naming (`order_completed`, `Order Completed`), or `page`, or `identify`. */
  event: keyof Events | "page" | "identify" | (string & {});
  /** How many different messages. Default: at least one. */
  times?: number | { atLeast?: number; atMost?: number };
  /**
   * Properties that the message has, by the plan's names; others may be there too. A value is compared as it
   * is; or it is a regular expression, a function, or a matcher such as `expect.any(String)`. In JSON:
   * `{"$matches": "^R-"}`, `{"$type": "number"}`.
   */
  properties?: Record<string, unknown>;
  /** The same for the traits of an `identify`. */
  traits?: Record<string, unknown>;
  userId?: unknown;
  anonymousId?: unknown;
  /** Accepts messages with problems. Default false: a message that Customer.io may refuse is a failure. */
  allowProblems?: boolean;
}

export interface WaitOptions {
  /** Default 5000. */
  timeoutMs?: number;
  /** How long to wait for one too many. Default 250. */
  settleMs?: number;
}

/**
 * A status; `"slow"`: 4 seconds; `"cut"`: the request is kept, and the connection breaks before the answer;
 * `"refuse"`: the connection breaks at once. 429 has a Retry-After of 1 second.
 */
export type Fault =
  number | "slow" | "cut" | "refuse" | { status?: number; retryAfterS?: number; delayMs?: number };

export type Answer =
  { status?: number; headers?: Record<string, string>; body?: string; delayMs?: number } | "cut" | "refuse";

export type AnswerFunction = (request: RequestSeen) => Answer | undefined | Promise<Answer | undefined>;

export interface RequestSeen {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, any>;
  body: string;
}

export interface ReceivedRequest extends RequestSeen {
  index: number;
  bytes: number;
  /** From the body, or from Basic authentication. */
  writeKey: string | undefined;
  /** The parsed body, or null. */
  json: any;
  problems: Problem[];
  /** What was answered; 0 where the connection was cut. */
  status: number;
  /** Whether its messages count as delivered. */
  accepted: boolean;
  /** ms since 1970. */
  receivedAt: number;
}

export interface ReceivedMessage {
  message: Message;
  problems: Problem[];
  requestIndex: number;
  /** ms since 1970. */
  receivedAt: number;
  /** Whether a message with this id came before. */
  duplicate: boolean;
}

/** A message as it came. Nothing in it is certain but what `problems` does not name. */
export type Message = any;

export interface Report {
  /** Everything expected came, and nothing has a problem. */
  ok: boolean;
  requests: number;
  /** Different messages. */
  messages: number;
  /** Messages under an id that had come before. */
  copies: number;
  summary: string;
  expectations: { name: string; ok: boolean; failure?: string; differences: Difference[] }[];
  events: {
    name: string;
    messageId?: string;
    receivedAt: string;
    requestIndex: number;
    problems: Problem[];
  }[];
  request_problems: { requestIndex: number; path: string; problems: Problem[] }[];
}

export interface Difference {
  path: string;
  expected: string;
  received: string;
}

/** Why an expectation is not met. */
export class ExpectationError extends Error {
  expectation: Expectation;
  differences: Difference[];
}

/** The report as text for people. */
export function reportText(report: Report): string;
/** The report as JUnit XML, which CI systems read. */
export function reportJunit(report: Report): string;
