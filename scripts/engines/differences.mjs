// Where engines, or what drives them here, are not alike; the end of tests/ENGINES.md.

export const DIFFERENCES = [
  {
    engines: "WebKitGTK",
    text: "A page that is left before its `load` event, which a slow script or image holds up, hears neither `pagehide` nor `visibilitychange`. The stub therefore stores its calls as soon as the page is parsed and the script is not there; what a running tracker has is in storage anyway, and goes out from the next page instead of by a beacon at leave.",
  },
  {
    engines: "Firefox",
    text: 'It says on the console of each cookie for a domain that is too wide that it was rejected: `cookieDomain: "auto"` and an erasure find the widest domain by asking.',
  },
  {
    engines: "Firefox",
    text: "A page that asks for a Web Lock while it is left goes into the back/forward cache with it, and keeps it from every other page. No work under ours takes longer than a task, so a page that is refused it for two seconds takes it.",
  },
  {
    engines: "Firefox",
    text: 'It remembers no preflight for requests that outlive their page, whatever `Access-Control-Max-Age` says: with `destination: "segment"` every request to another origin is two.',
  },
  {
    engines: "All three",
    text: "They enforce Trusted Types, and take `import()` for no sink of theirs: parts and the fallback need no policy.",
  },
  {
    engines: "WebKitGTK as driven here",
    text: "Its driver has neither a console nor scripts before a page's nor hosts of our own. A proxy on 127.0.0.1 ([proxy.mjs](e2e/support/engines/proxy.mjs)) supplies them; all requests pass through it. What a page says on the console while it leaves by itself is not heard. It is the engine of Safari, on another platform: no statement about iOS.",
  },
  {
    engines: "WebKitGTK",
    text: "A page that aborts a request to the cart while it reads the answer hears `TypeError` instead of `AbortError` where the Shopify adapter reads a copy of it.",
  },
  {
    engines: "Firefox and WebKitGTK",
    text: "Pages are not prerendered by speculation rules, so that test has nothing to see there.",
  },
];
