// The moments of a page's life, by name. No `unload` and no `beforeunload`: they cost the page its place in the back/forward cache.

/** Calls the named function of `on` at each moment; `started(time)` once, when the page is really shown (a prerendered page may never be). */
export function watch(on) {
  const listen = (target, type, listener) => target.addEventListener(type, listener, true);
  listen(document, "visibilitychange", () =>
    document.visibilityState === "hidden" ? on.hidden() : on.shown(),
  );
  listen(window, "pagehide", on.left);
  listen(document, "freeze", on.left);
  // Thawed: another tab may have taken over what we had, as for a page that comes back.
  listen(document, "resume", () => on.restored(true));
  listen(window, "pageshow", (event) => event.persisted && on.restored());
  listen(window, "online", on.online);
  listen(window, "storage", ({ key, newValue }) => {
    if (key === "shoptrail.consent") on.answered(newValue);
    else if (!key || key === "shoptrail.identity") on.stored();
  });
  if (document.prerendering)
    document.addEventListener("prerenderingchange", () => on.started(Date.now()), { once: true });
  else on.started(0);
}
