// What has been said of the products on this page, by any source, to complete what another leaves out.
import { memory } from "./memory.js";

const FACTS = /^(product_id|variant_id|sku|name|variant_name|category|brand|price|currency|image_url|url)$/;
const KEPT = 200;

/** Without what says nothing. */
export const clean = (properties, names = /./) =>
  Object.fromEntries(
    Object.entries(properties || {}).filter(([name, value]) => names.test(name) && (value ?? "") !== ""),
  );

/** Remembers a product or variant: any object with properties of the plan. */
export function know(shop, properties) {
  const { facts } = memory(shop);
  facts.unshift(clean(properties, FACTS));
  facts.splice(KEPT);
}

/** The same properties, completed: first by what is known of the variant, then by what is known of the product. */
export function fill(shop, properties) {
  const { facts } = memory(shop);
  let out = clean(properties);
  const about = (name) => facts.filter((fact) => fact[name] && String(fact[name]) === String(out[name]));
  for (const fact of about("variant_id")) out = { ...fact, ...out };
  for (const { variant_id, variant_name, sku, price, ...general } of about("product_id")) {
    // Of another variant not even the price.
    out = clean({ price: variant_id && out.variant_id ? "" : price, ...general, ...out });
  }
  return out;
}
