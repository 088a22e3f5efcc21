// The page /compare: the same shop twice, once with a complete theme and once with a broken one, with the
// data-quality reports of each. It makes the page and starts the two storefronts; assets/compare/ holds the
// scripts. The harness server calls it.
import { html } from "./html.mjs";

const SIDES = [
  {
    theme: "complete",
    title: "A complete storefront",
    text: "Every event has its name and the properties that the tracking plan requires.",
  },
  {
    theme: "broken",
    title: "A broken storefront",
    text:
      "The same shop. Its theme sends prices as text, omits names and currencies, " +
      "sends no lines at checkout, and sends each order twice, in pence. " +
      "Its tracker has the option strict, so it refuses these events instead of putting them right.",
  },
];

/**
 * `{page(), close()}`. `page()` resolves with the HTML; its first call starts both storefronts with
 * `serve(theme)`.
 */
export function createCompare(serve) {
  let started = null;
  return {
    async page() {
      started ??= Promise.all(SIDES.map(({ theme }) => serve(theme)));
      return comparePage(await started);
    },
    async close() {
      for (const side of (await started) ?? []) await side.close();
    },
  };
}

// Each storefront has its own port and therefore its own storage. All are on one site, so their cookies work
// inside frames.
function comparePage(shops) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Two storefronts · shoptrail</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/inspector/inspector.css" />
        <link rel="stylesheet" href="/assets/compare/compare.css" />
        <script type="module" src="/assets/compare/main.js"></script>
      </head>
      <body class="compare">
        <header>
          <p class="home"><a href="/">The shop</a> · <a href="/platforms">Platforms</a></p>
          <h1>Two storefronts, one visit</h1>
          <p>
            The same shopper walks through both: a collection, a product, the cart, an order, and the
            confirmation reloaded.
          </p>
          <button type="button" id="visit">Visit both</button> <span id="progress" role="status"></span>
        </header>
        <main>
          ${SIDES.map(
            ({ theme, title, text }, index) =>
              html`<section class="side" id="${theme}">
                <h2>${title}</h2>
                <p>${text}</p>
                <div class="sum" aria-live="polite">No data yet. Press “Visit both”.</div>
                <div class="window">
                  <iframe
                    title="${title}"
                    src="${shops[index].url}"
                    data-collector="${shops[index].collector.origin}"
                  ></iframe>
                </div>
                <div class="inspector">
                  <div class="panels"><p class="nothing">No data yet.</p></div>
                </div>
              </section>`,
          )}
        </main>
      </body>
    </html>`.html;
}
