// What a Shopify page says of itself: for themes without storefront events, and to complete what those leave out.
import { know } from "./shared/facts.js";
import { currency, hundredths, id, readCart, variantName, viewCart } from "./shared/shopify.js";
import { install, report } from "./shared/sources.js";

const SOURCE = "shopify-page";

export default function (shop) {
  if (window.Shopify?.designMode || !install(shop, SOURCE)) return;
  try {
    readPage(shop);
  } catch (error) {
    // Not Shopify's page after all, or not its usual shape.
  }
}

/** What Shopify prints into every page; or our own snippet, see shopify/README.md. */
function readPage(shop) {
  let printed = {};
  try {
    printed = Object(JSON.parse(document.querySelector("script[data-shoptrail-page]").textContent));
  } catch (error) {
    // Not there, or broken: Shopify's own account has to do.
  }
  const meta = window.ShopifyAnalytics?.meta || {};
  const kind = printed.page_type || meta.page?.pageType;
  const product = printed.product || meta.product;
  if (product) {
    const shape = shapeOf(product, printed.currency || meta.currency || currency());
    const chosen = id(
      new URLSearchParams(location.search).get("variant") ||
        document.querySelector("form[action*='/cart/add'] [name=id]")?.value ||
        printed.variant_id ||
        meta.selectedVariantId,
    );
    const variants = [].concat(product.variants || []).map(shape);
    const seen = variants.find(({ variant_id }) => variant_id === chosen) || variants[0];
    variants.forEach((variant) => know(shop, variant));
    // Of the product itself, for an event that names no variant.
    know(shop, { ...seen, variant_id: undefined, variant_name: undefined, sku: undefined });
    if (kind === "product") report(shop, SOURCE, "product_viewed", seen);
  }
  const collection = printed.collection || (/^collection$/.test(kind) && { id: meta.page?.resourceId });
  if (collection?.id)
    report(shop, SOURCE, "collection_viewed", {
      collection_id: id(collection.id),
      collection_name: collection.title,
    });
  const query = /^search/.test(kind) && new URLSearchParams(location.search).get("q");
  if (query) report(shop, SOURCE, "search_performed", { query, results_count: printed.results_count });
  // A cart with something in it is on this page, and may be changed: what was in it before must be known by then.
  if (document.querySelector("[name^=updates]")) readCart(shop);
  if (kind === "cart" || /\/cart\/?$/.test(location.pathname)) viewCart(shop, SOURCE);
}

/** `{{ product | json }}` and ShopifyAnalytics.meta.product → for each variant the properties of a view of it. */
function shapeOf(product, inCurrency) {
  return (variant) => {
    const variant_name = variantName(variant.public_title ?? variant.title ?? undefined);
    // The meta has no title of the product, only of the variant with the product's before it.
    const name = product.title ?? variant.name?.replace(variant_name ? " - " + variant_name : "", "");
    const picture = variant.featured_image?.src ?? product.featured_image;
    return {
      product_id: id(product.id),
      variant_id: id(variant.id),
      sku: variant.sku,
      name,
      variant_name,
      category: product.type,
      brand: product.vendor,
      price: hundredths(variant.price),
      compare_at_price:
        variant.compare_at_price > variant.price ? hundredths(variant.compare_at_price) : undefined,
      currency: inCurrency,
      in_stock: variant.available,
      image_url: picture && new URL(picture, location.origin).href,
      url: product.handle && new URL("/products/" + product.handle, location.origin).href,
    };
  };
}
