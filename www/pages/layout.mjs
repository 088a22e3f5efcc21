// The frame of every page of the shop: the head with the tracker's snippet first, header, footer, the tracker
// calls of the page, and the inspector. All pages call `layout`; the Shopify pages have their own frame and
// call `inspector`.
import { readFileSync } from "node:fs";
import { COLLECTIONS } from "../catalogue.mjs";
import { html, raw, scriptJson } from "../html.mjs";

const inlined = (name) =>
  readFileSync(new URL(`../assets/inspector/${name}`, import.meta.url), "utf8").replace(/^\/\/.*\n/gm, "");
const TAP = inlined("tap.js");
const FOLD = inlined("fold.js");
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E" +
  "%3Crect width='32' height='32' rx='7' fill='%2322362b'/%3E" +
  "%3Cpath d='M6 23 13 11l4 6 3-4 6 10z' fill='%23f3d9a4'/%3E%3C/svg%3E";
const NO_BUILD = html`<p class="notice">
  There is no build in the package folder, so nothing is tracked here. Run <code>npm run build</code> and
  reload.
</p>`;

const FOOTER = html`<footer>
  <form id="newsletter" class="subscribe">
    <input type="email" name="email" required placeholder="E-mail" aria-label="E-mail for the newsletter" />
    <button class="button quiet">Subscribe</button>
    <span role="status"></span>
  </form>
  <span>Marlow &amp; Finch is a test shop. Nothing here is for sale.</span
  ><span
    >It tests <b>shoptrail</b>. See also <a href="/compare"><u>two storefronts compared</u></a
    >, <a href="/platforms"><u>other platforms</u></a> and the <a href="/docs/"><u>documentation</u></a></span
  >
</footer>`;

/**
 * The parts of a page that shows the inspector: its class, what follows the snippet, its style, what ends the
 * body.
 */
export function inspector({ session, collectorOrigin }) {
  const isShown = session.inspector !== "off";
  return {
    pageClass: isShown ? `inspected ${session.inspector === "closed" ? "inspector-closed" : ""}` : "",
    head:
      isShown &&
      html`<script>
        ${raw(TAP)};
        ${raw(FOLD)};
      </script>`,
    style: isShown && html`<link rel="stylesheet" href="/assets/inspector/inspector.css" />`,
    end:
      isShown &&
      html`<script
        type="module"
        src="/assets/inspector/main.js"
        data-collector="${collectorOrigin}"
      ></script>`,
  };
}

/**
 * A whole page. `calls` are the tracker calls at its end, as a theme developer prints them: `[[method,
 * ...arguments]]`.
 */
export function layout(context, { title, body, calls = [], pageClass = "" }) {
  const { session, snippet } = context;
  const count = session.cart.reduce((sum, line) => sum + line.quantity, 0);
  const beside = inspector(context);
  return html`<!doctype html>
    <html lang="en" class="${beside.pageClass}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${snippet === null ? html`<!-- no build: run npm run build -->` : raw(snippet)} ${beside.head}
        <title>${title} · Marlow &amp; Finch</title>
        <link rel="icon" href="${ICON}" />
        <link rel="stylesheet" href="/assets/shop.css" />
        ${beside.style}
      </head>
      <body class="${pageClass}">
        <div class="shop">
          <aside class="announce" aria-label="Announcement">
            Free delivery on everything, returned free within 60 days
          </aside>
          <header class="top">
            <a class="brand" href="/">Marlow <i>&amp;</i> Finch</a>
            <nav aria-label="Shop">
              ${COLLECTIONS.map((each) => html`<a href="/collections/${each.id}">${each.title}</a>`)}<a
                href="/sale"
                >Offers</a
              >
            </nav>
            <form class="search" action="/search" role="search">
              <input
                name="q"
                aria-label="Search"
                placeholder="Search"
                value="${context.url.searchParams.get("q") ?? ""}"
              />
            </form>
            <a class="tool" href="/account" id="account-link">${session.account?.first_name ?? "Sign in"}</a>
            <a class="tool" href="/cart" id="cart-link">Cart${count ? html` <b>${count}</b>` : ""}</a>
          </header>
          <main>${snippet === null && NO_BUILD} ${body}</main>
          ${FOOTER}
        </div>
        <script src="/assets/theme.js"></script>
        ${[...accountCalls(session), ...themeCalls(context, calls)].map(callScript)}
        ${context.inFrame && html`<script src="/assets/compare/frame.js"></script>`} ${beside.end}
      </body>
    </html>`.html;
}

// As in real themes, every page of a logged-in shopper identifies the shopper; the tracker sends it once.
function accountCalls({ account }) {
  if (!account) return [];
  const { id, email, first_name, last_name } = account;
  return [["identify", { customer_id: id, email }, { first_name, last_name }]];
}

/** The calls of a page as its theme makes them. */
function themeCalls({ theme }, calls) {
  return calls.flatMap(([method, ...values]) =>
    method === "track" ? theme(...values).map((changed) => [method, ...changed]) : [[method, ...values]],
  );
}

// On one line, because a test reads the calls out of the page.
function callScript([method, ...values]) {
  const args = values.map((value) => scriptJson(value).html).join(", ");
  return raw(`<script>window.shoptrail && shoptrail.${method}(${args});</script>\n`);
}
