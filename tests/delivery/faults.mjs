// The answers of a failing collector, for `collector.answer` (see www/collector.mjs). The rows and the
// shopper use them.

/**
 * Closes every connection without an answer. A browser reports the same network error as for a port on which
 * nothing listens.
 */
export const refusing = async () => "refuse";

/** Answers `status` to the first `times` requests, or for `forMs` from the first one on, and then 200. */
export function failing(status, { times = Infinity, forMs = Infinity, headers = {} }) {
  let requests = 0;
  let since;
  return async () => {
    since ??= Date.now();
    requests += 1;
    return requests <= times && Date.now() - since < forMs
      ? { status, headers: { "access-control-expose-headers": "retry-after", ...headers } }
      : undefined;
  };
}

/** Records the first `times` requests and breaks the connection instead of answering. */
export function cutting(times) {
  let requests = 0;
  return async () => (++requests <= times ? "cut" : undefined);
}

/** Answers 200 after `delayMs`. */
export const slow = (delayMs) => async () => ({ delayMs });
