/** A tracker that does nothing, for where there is no page: it takes every call. */
export function silent() {
  const taken = () => ({ ok: true, queued: true });
  const never = () => new Promise(() => {});
  return {
    track: taken,
    page: taken,
    identify: taken,
    reset: taken,
    link: (url) => url,
    flush: () => Promise.resolve({ delivered: 0, waiting: 0, held: 0, dropped: 0 }),
    ready: never,
    on: () => () => {},
    profile: () => ({ recommend: null }),
    setConsent() {},
    forget() {},
    diagnostics: () => ({ on: false, off_reason: "no_window" }),
  };
}
