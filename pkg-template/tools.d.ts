/** How a message is checked. Each option may be absent. */
export interface CheckOptions {
  /** Reports what an event is only expected to have, too. Default: false. */
  strict?: boolean;
  /** Checks Customer.io's rules alone, without the tracking plan. Default: false. */
  wireOnly?: boolean;
  /** Who made the message. Default: what `context.channel` says, else a browser. */
  from?: "browser" | "server";
  /** Where it goes. Default: `/v1/b` from a browser, which has the key inside, else `/v1/batch`. */
  endpoint?: "/v1/b" | "/v1/batch";
  /** The write key that must be there. */
  writeKey?: string;
  /** The shop's own events, as in the option `customEvents` of a page. */
  customEvents?: Record<
    string,
    { required?: Record<string, string>; optional?: Record<string, string>; intent?: number }
  >;
}

/** One thing that is wrong. */
export interface Problem {
  /** A stable word: docs/tools.md lists them. */
  code: string;
  /** Where: `batch[0].properties.price`; empty for all of it. */
  path: string;
  /** In English. */
  message: string;
}

/** The verdict of a check. */
export interface Report {
  /** Whether there is no problem. */
  ok: boolean;
  problems: Problem[];
}

/** A request as a server received it. */
export interface ReceivedRequest {
  /** Default: `POST`. */
  method?: string;
  /** Default: `/v1/b`. */
  path?: string;
  headers?: Record<string, unknown>;
  body?: string;
}

/** Checks one message: an object, or its JSON text. */
export function checkMessage(message: unknown, options?: CheckOptions): Report;
/** Checks a request's body with all its messages: an object, or its JSON text. */
export function checkBatch(body: unknown, options?: CheckOptions): Report;
/** Checks a request, without the messages in its body. */
export function checkRequest(request: ReceivedRequest, options?: CheckOptions): Report;
/** Checks the properties of an event by the tracking plan alone: for a shop's own tests. */
export function checkEvent(name: string, properties: unknown, options?: CheckOptions): Report;
/** The name in the tracking plan of an event, in either naming; undefined for another event. */
export function planName(event: unknown): string | undefined;
/** Every code of a problem with its meaning. */
export function problemCodes(): [code: string, meaning: string][];
