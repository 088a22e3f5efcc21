// The frame of every page: head with the tracker's snippet first, header, footer, and the inspector's place.
import { readFileSync } from "node:fs";
import { COLLECTIONS } from "../catalogue.mjs";
import { html, raw, scriptJson } from "../html.mjs";

const TAP = readFileSync(new URL("../assets/inspector/tap.js", import.meta.url), "utf8");

/** What a page with the inspector beside it has: its class, what goes into its head behind the snippet, and what ends its body. */
export function inspector({ session, collectorOrigin }) {
  const shown = session.inspector !== "off";
  return {
    pageClass: shown ? `inspected ${session.inspector === "closed" ? "inspector-closed" : ""}` : "",
    head:
      shown &&
      html`<script>
        ${raw(TAP)};
      </script>`,
    style: shown && html`<link rel="stylesheet" href="/assets/inspector/inspector.css" />`,
    end:
      shown &&
      html`<script
        type="module"
        src="/assets/inspector/main.js"
        data-collector="${collectorOrigin}"
      ></script>`,
  };
}

/** A whole page. `calls` are what a theme developer would print: `[[method, ...arguments]]`, run where the page ends. */
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
        <link
          rel="icon"
          href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' fill='%2322362b'/%3E%3Cpath d='M6 23 13 11l4 6 3-4 6 10z' fill='%23f3d9a4'/%3E%3C/svg%3E"
        />
        <link rel="stylesheet" href="/assets/shop.css" />
        ${beside.style}
      </head>
      <body class="${pageClass}">
        <div class="shop">
          <div class="announce">Free delivery on everything, returned free within 60 days</div>
          <header class="top">
            <a class="brand" href="/">Marlow <i>&amp;</i> Finch</a>
            <nav>
              ${COLLECTIONS.map(({ id, title }) => html`<a href="/collections/${id}">${title}</a>`)}<a
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
          <main>
            ${snippet === null && html`<p class="notice">There is no build in the package folder, so nothing is tracked here. Run <code>npm run build</code> and reload.</p>`}
            ${body}
          </main>
          <footer>
            <span>Marlow &amp; Finch, made up in 2026. Nothing here is for sale.</span
            ><span
              >A test shop for <b>shoptrail</b>, also as <a href="/platforms"><u>other platforms</u></a></span
            >
          </footer>
        </div>
        <script src="/assets/theme.js"></script>
        ${accountCalls(session)}${calls.flatMap(([method, ...values]) => (method === "track" ? context.theme(...values).map((told) => [method, ...told]) : [[method, ...values]])).map(call)}
        ${context.inFrame && html`<script src="/assets/compare/frame.js"></script>`} ${beside.end}
      </body>
    </html>`.html;
}

// As themes do: said again on every page of a logged-in shopper; the tracker sends it once.
function accountCalls({ account }) {
  if (!account) return "";
  const { id, email, first_name, last_name } = account;
  return call(["identify", { customer_id: id, email }, { first_name, last_name }]);
}

function call([method, ...values]) {
  return html`<script>
    window.shoptrail &&
      shoptrail.${raw(method)}(${raw(values.map((value) => scriptJson(value).html).join(", "))});
  </script> `;
}
