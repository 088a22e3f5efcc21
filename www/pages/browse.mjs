// The pages on which a shopper looks around: home, collections, search, offers, product. What they send to
// the tracker is the `calls` they give to the layout. routes.mjs calls them.
import { art, HILLS } from "../art.mjs";
import { COLLECTIONS, CURRENCY, findProduct, OFFER, PRODUCTS, productProperties } from "../catalogue.mjs";
import { html, money, raw, scriptJson } from "../html.mjs";
import { layout } from "./layout.mjs";
import { grid } from "./parts.mjs";

const ARRIVALS = [
  [
    "Newsletter",
    "e-mail, spring sale",
    "/?utm_source=newsletter&utm_medium=email&utm_campaign=spring%20sale",
  ],
  [
    "Google Ads",
    "paid search, gclid",
    "/collections/trail?utm_source=google&utm_medium=cpc&utm_campaign=trail-shoes" +
      "&utm_term=trail%20running%20shoes&gclid=Cj0KCQiAtest",
  ],
  [
    "Instagram",
    "social, fbclid",
    "/products/harrier-shell?utm_source=instagram&utm_medium=social&utm_content=story&fbclid=IwAR0test",
  ],
  ["ChatGPT", "AI assistant", "/products/tarn-boot?utm_source=chatgpt.com"],
  ["Direct", "no campaign", "/"],
];

const GUIDE = html`<section class="guide" aria-label="About this page">
  <p>
    <b>This test shop shows shoptrail at work:</b> each event, where it waits, and what the collector
    received.
  </p>
  <p><b>First:</b> look at a product, add it to the cart and place an order. Nothing leaves this machine.</p>
  <p>
    <a href="/compare"><u>Two storefronts compared</u></a> · <a href="/platforms"><u>Other platforms</u></a> ·
    <a href="/docs/"><u>Documentation</u></a>
  </p>
</section>`;

export function home(context) {
  return layout(context, {
    title: "Outdoor things, made to be kept",
    pageClass: "home",
    body: html`${!context.inFrame && GUIDE}
      <section class="hero">
        ${raw(HILLS)}
        <div>
          <p class="eyebrow">Spring 2027</p>
          <h1>Go the long<br />way round.</h1>
          <p>Shoes, layers and small things for walking further than you meant to.</p>
          <a class="button" href="/collections/trail">See trail shoes</a>
        </div>
      </section>
      <section class="arrivals" aria-label="Arrive from a campaign">
        <h2>Arrive as a shopper from</h2>
        <div>
          ${ARRIVALS.map(
            ([name, hint, href]) =>
              html`<a href="${href}" data-arrival="${name.toLowerCase().replace(" ", "-")}"
                ><b>${name}</b> <small>${hint}</small></a
              >`,
          )}
        </div>
      </section>
      <section>
        <div class="heading">
          <h2>Worn in, not out</h2>
          <a href="/collections/layers">All layers</a>
        </div>
        ${grid(["fell-runner", "harrier-shell", "daypack-18"].map(findProduct))}
      </section>`,
  });
}

export function collection(context, id) {
  const found = COLLECTIONS.find((candidate) => candidate.id === id);
  if (!found) return null;
  const products = PRODUCTS.filter((candidate) => candidate.collection === id);
  const productIds = products.map((each) => each.id);
  return layout(context, {
    title: found.title,
    body: html`<div class="heading tall">
        <div>
          <h1>${found.title}</h1>
          <p>${found.line}</p>
        </div>
        <span class="faint">${products.length} products</span>
      </div>
      ${grid(products)}`,
    calls: [
      [
        "track",
        "collection_viewed",
        { collection_id: found.id, collection_name: found.title, product_ids: productIds },
      ],
    ],
  });
}

export function search(context) {
  const query = (context.url.searchParams.get("q") ?? "").trim().slice(0, 80);
  const wanted = query.toLowerCase();
  const products = PRODUCTS.filter(
    ({ name, category, text }) => wanted && `${name} ${category} ${text}`.toLowerCase().includes(wanted),
  );
  return layout(context, {
    title: "Search",
    body: html`<div class="heading tall">
        <div>
          <h1>“${query}”</h1>
          <p>${products.length ? "Search results" : "No results. Try “shell”, “boot” or “merino”."}</p>
        </div>
      </div>
      ${grid(products)}`,
    calls: query ? [["track", "search_performed", { query, results_count: products.length }]] : [],
  });
}

export function sale(context) {
  return layout(context, {
    title: "Offers",
    body: html`<section class="offer">
        <p class="eyebrow">First order</p>
        <h1>Ten per cent off your first step</h1>
        <p>Use <b>${OFFER.code}</b> in the cart.</p>
      </section>
      ${grid(PRODUCTS.slice(5, 8))}`,
    calls: [
      [
        "track",
        "offer_shown",
        {
          offer_code: OFFER.code,
          offer_type: OFFER.type,
          offer_value: OFFER.value,
          placement: "offers page",
        },
      ],
    ],
  });
}

export function product(context, id) {
  const found = findProduct(id);
  if (!found) return null;
  const wanted = context.url.searchParams.get("variant");
  const chosen = found.variants.find((variant) => variant.id === wanted) ?? found.variants[0];
  const arts = Object.fromEntries(found.swatches.map(({ colour, tint }) => [colour, art(found.shape, tint)]));
  const related = PRODUCTS.filter((other) => other.id !== id && other.collection === found.collection);
  const colours = found.swatches.map(({ colour, name }) => option(name, colour === chosen.colour, colour));
  return layout(context, {
    title: found.name,
    body: html`<div class="product">
        <div class="picture" id="picture">${raw(arts[chosen.colour])}</div>
        <form class="buy" id="buy" method="post" action="/cart/add">
          <p class="eyebrow">${found.category}</p>
          <h1>${found.name}</h1>
          <p class="price">${money(found.price)} <small>${CURRENCY}</small></p>
          <p>${found.text}</p>
          <label
            >Colour<select name="colour" id="colour">
              ${colours}
            </select>
          </label>
          <label
            >Size<select name="size" id="size">
              ${found.sizes.map((size) => option(size, size === chosen.size))}
            </select>
          </label>
          <label class="narrow"
            >Quantity<input name="quantity" id="quantity" type="number" min="1" max="20" value="1"
          /></label>
          <input type="hidden" name="variant" id="variant" value="${chosen.id}" />
          <button class="button" id="add-to-cart">Add to cart</button>
          <button class="button quiet" type="button" id="wish" aria-pressed="false">♡ Wish list</button>
          <ul class="facts">
            <li>Free delivery in two days</li>
            <li>Repaired free for five years</li>
          </ul>
        </form>
      </div>
      <section>
        <div class="heading"><h2>Goes with</h2></div>
        ${grid(related.slice(0, 3))}
      </section>
      <script type="application/json" id="product-data">
        ${scriptJson(productData(context, found, chosen, arts))}
      </script>`,
    calls: [["track", "product_viewed", productProperties(found, chosen)]],
  });
}

/** The theme's data for its script: the pictures, and the properties to send when a variant is chosen. */
function productData(context, found, chosen, arts) {
  const variants = found.variants.map((variant) => [
    variant.id,
    { ...variant, properties: context.theme("add_to_cart", productProperties(found, variant))[0][1] },
  ]);
  return { chosen: chosen.id, arts, variants: Object.fromEntries(variants) };
}

function option(text, isSelected, value = text) {
  return html`<option value="${value}" ${raw(isSelected ? "selected" : "")}>${text}</option>`;
}
