// Platform pages of products that are described for search engines only, as JSON-LD or as microdata.
// index.mjs calls them.
import { html, scriptJson } from "../html.mjs";

const VARIANTS = [
  ["39897499729985", "S", "10.00"],
  ["39897499762753", "M", "20.00"],
];

const STARS = {
  "@context": "https://schema.org",
  "@type": "Product",
  name: "Health potion",
  aggregateRating: { ratingValue: 4 },
};
const GOOGLE_ENTRY = {
  event: "view_item",
  ecommerce: {
    currency: "CAD",
    items: [{ item_id: "shopify_CA_6786188247105_39897499729985", item_name: "Health potion", price: 10 }],
  },
};

/** A product group as Shopify prints it. */
function productGroup(address) {
  return {
    "@context": "http://schema.org/",
    "@type": "ProductGroup",
    "@id": "/platforms/jsonld/health-potion#product",
    productGroupID: "6786188247105",
    name: "Health potion",
    brand: { "@type": "Brand", name: "Polina's Potent Potions" },
    category: "Health",
    url: address,
    hasVariant: VARIANTS.map(([id, size, price]) => ({
      "@type": "Product",
      "@id": `/platforms/jsonld/health-potion?variant=${id}#variant`,
      name: `Health potion - ${size}`,
      offers: {
        "@type": "Offer",
        price,
        priceCurrency: "CAD",
        availability: "http://schema.org/InStock",
        url: `${address}?variant=${id}`,
      },
    })),
  };
}

/**
 * A product group, beside a block with broken JSON and an app's block of stars. `?push` reports the same view
 * to Google, `?own` calls the tracker directly.
 */
export function jsonLd({ url }) {
  const path = "/platforms/jsonld/health-potion";
  const variantLink = ([id, size]) => html`<a class="button quiet" href="${path}?variant=${id}">${size}</a> `;
  return {
    body: html`<h1>Health potion</h1>
      <p>${VARIANTS.map(variantLink)}</p>
      <script type="application/ld+json">
        {"@context": "https://schema.org", "@type": "Product", "name": "Health po
      </script>
      <script type="application/ld+json">
        ${scriptJson(STARS)}
      </script>
      <script type="application/ld+json">
        ${scriptJson(productGroup(`${url.origin}${path}`))}
      </script>
      ${
        url.searchParams.has("own") &&
        html`<script>
          shoptrail.track("product_viewed", { product_id: "HP", name: "Potion", price: 10, currency: "CAD" });
        </script>`
      }
      ${
        url.searchParams.has("push") &&
        html`<script>
          window.dataLayer = [${scriptJson(GOOGLE_ENTRY)}];
        </script>`
      }`,
  };
}

const REVIEW = html`<div itemprop="review" itemscope itemtype="http://schema.org/Review">
  <b itemprop="name">Not the name of the bag</b>
</div>`;

/** A product as Magento's Luma theme marks it. `?broken` prints a price that is not a number. */
export function microdata({ url }) {
  const price = url.searchParams.has("broken") ? "on request" : "34.00";
  return {
    body: html`<div itemscope itemtype="http://schema.org/Product">
      <h1><span itemprop="name">Push It Messenger Bag</span></h1>
      <div class="price-box" data-role="priceBox" data-product-id="14">
        <span itemprop="offers" itemscope itemtype="http://schema.org/Offer">
          <span data-price-amount="34" class="price-wrapper"><span class="price">$${price}</span></span>
          <meta itemprop="price" content="${price}" /><meta itemprop="priceCurrency" content="USD" /><link
            itemprop="availability"
            href="http://schema.org/InStock"
          />
        </span>
      </div>
      <p>SKU <span itemprop="sku">24-WB04</span></p>
      <img itemprop="image" src="/art/daypack-18/pine.svg" alt="" width="200" />
      ${REVIEW}
    </div>`,
  };
}
