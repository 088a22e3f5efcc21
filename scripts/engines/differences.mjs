// Where browser engines, or their drivers on this machine, differ: the last section of tests/ENGINES.md.

/** One paragraph of the report. */
const paragraph = (...sentences) => sentences.join(" ");

export const DIFFERENCES = [
  {
    engines: "WebKitGTK",
    text: paragraph(
      "A page that is left before its `load` event fires neither `pagehide` nor `visibilitychange`.",
      "A slow script or image delays `load`.",
      "So the stub stores its calls as soon as the page is parsed, if the script is not there yet.",
      "A running tracker has its events in storage; the next page sends them, and no beacon at leave.",
    ),
  },
  {
    engines: "Firefox",
    text: paragraph(
      "The console reports each cookie that it rejects because the domain is too wide:",
      '`cookieDomain: "auto"` and an erasure find the widest domain by trying.',
    ),
  },
  {
    engines: "Firefox",
    text: paragraph(
      "A page that asks for a Web Lock while it is left keeps the lock in the back/forward cache,",
      "and no other page gets it.",
      "No work under the tracker's lock takes longer than a task.",
      "So a page that is refused the lock for two seconds takes it.",
    ),
  },
  {
    engines: "Firefox",
    text: paragraph(
      "It does not remember preflights for requests that outlive their page,",
      "whatever `Access-Control-Max-Age` says:",
      'with `destination: "segment"` every request to another origin is two requests.',
    ),
  },
  {
    engines: "All three",
    text: paragraph(
      "They enforce Trusted Types, but not for `import()`: parts and the fallback need no policy.",
    ),
  },
  {
    engines: "WebKitGTK as driven here",
    text: paragraph(
      "Its driver has no console, runs no scripts before the page's, and maps no host names.",
      "A proxy on 127.0.0.1 ([proxy.mjs](e2e/support/engines/proxy.mjs)) adds these;",
      "all requests pass through it.",
      "The tests do not see what a page writes to the console while it leaves by itself.",
      "It is Safari's engine on another platform: the results say nothing about iOS.",
    ),
  },
  {
    engines: "WebKitGTK",
    text: paragraph(
      "The Shopify adapter reads a copy of the cart's answers.",
      "A page that aborts such a request while it reads the answer gets a `TypeError`,",
      "where others get an `AbortError`.",
    ),
  },
  {
    engines: "Firefox and WebKitGTK",
    text: "They do not prerender pages by speculation rules, so that test has nothing to see there.",
  },
];
