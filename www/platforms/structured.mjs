// Product pages that search engines can read, and nothing more.
import { html, raw, scriptJson } from "../html.mjs";

const VARIANTS = [
  ["39897499729985", "S", "10.00"],
  ["39897499762753", "M", "20.00"],
];

/** A product group as Shopify prints it, beside a broken block and an app's block of stars. `?push` tells Google of the same view, `?own` calls us itself. */
export function jsonLd({ url }) {
  const own = `${url.origin}/platforms/jsonld/health-potion`;
  const group = {
    "@context": "http://schema.org/",
    "@type": "ProductGroup",
    "@id": "/platforms/jsonld/health-potion#product",
    productGroupID: "6786188247105",
    name: "Health potion",
    brand: { "@type": "Brand", name: "Polina's Potent Potions" },
    category: "Health",
    url: own,
    hasVariant: VARIANTS.map(([id, size, price]) => ({
      "@type": "Product",
      "@id": `/platforms/jsonld/health-potion?variant=${id}#variant`,
      name: `Health potion - ${size}`,
      offers: {
        "@type": "Offer",
        price,
        priceCurrency: "CAD",
        availability: "http://schema.org/InStock",
        url: `${own}?variant=${id}`,
      },
    })),
  };
  return {
    body: html`<h1>Health potion</h1>
      <p>
        ${VARIANTS.map(([id, size]) => html`<a class="button quiet" href="/platforms/jsonld/health-potion?variant=${id}">${size}</a> `)}
      </p>
      <script type="application/ld+json">
        {"@context": "https://schema.org", "@type": "Product", "name": "Health po
      </script>
      <script type="application/ld+json">
        ${scriptJson({ "@context": "https://schema.org", "@type": "Product", name: "Health potion", aggregateRating: { ratingValue: 4 } })}
      </script>
      <script type="application/ld+json">
        ${scriptJson(group)}
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
          window.dataLayer = [
            {
              event: "view_item",
              ecommerce: {
                currency: "CAD",
                items: [
                  {
                    item_id: "shopify_CA_6786188247105_39897499729985",
                    item_name: "Health potion",
                    price: 10,
                  },
                ],
              },
            },
          ];
        </script>`
      }`,
  };
}

/** As Magento's Luma theme marks a product, with a price that is none under `?broken`. */
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
      ${raw('<div itemprop="review" itemscope itemtype="http://schema.org/Review"><b itemprop="name">Not the name of the bag</b></div>')}
    </div>`,
  };
}
