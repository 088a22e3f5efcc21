// What a collector in trouble answers, for `collector.answer`.

/** Closes every connection without a word. What a browser reports is what it reports of a port nobody listens at: a network error. */
export const refusing = async () => "refuse";

/** `status` for the first `times` requests, or for `forMs` from the first one on; then as ever. */
export function failing(status, { times = Infinity, forMs = Infinity, headers = {} }) {
  let asked = 0;
  let since;
  return async () => {
    since ??= Date.now();
    asked += 1;
    return asked <= times && Date.now() - since < forMs
      ? { status, headers: { "access-control-expose-headers": "retry-after", ...headers } }
      : undefined;
  };
}

/** Records the first `times` requests and breaks the connection in the place of the answer. */
export function cutting(times) {
  let asked = 0;
  return async () => (++asked <= times ? "cut" : undefined);
}

export const slow = (delayMs) => async () => ({ delayMs });
