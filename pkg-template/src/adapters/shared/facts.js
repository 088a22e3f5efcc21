// What has been said of the products on this page, by any source, to complete what another leaves out.
import { memory } from "./memory.js";

const FACTS = ["product_id", "variant_id", "sku", "name", "variant_name", "category", "brand", "price", "currency", "image_url", "url"];
const KEPT = 200;

/** Remembers a product or variant: any object with properties of the plan. */
export function know(shop, properties) {
  if (!properties.product_id && !properties.variant_id) return;
  const { facts } = memory(shop);
  facts.unshift(Object.fromEntries(FACTS.map((name) => [name, properties[name]])));
  facts.splice(KEPT);
}

/** The same properties, completed: first by what is known of the variant, then by what the product is whatever its variant. */
export function fill(shop, properties) {
  const out = { ...properties };
  const same = (fact, name) => out[name] && String(fact[name]) === String(out[name]);
  const complete = (fact, names) => {
    for (const name of names) if ((out[name] ?? "") === "" && (fact[name] ?? "") !== "") out[name] = fact[name];
  };
  const { facts } = memory(shop);
  for (const fact of facts) if (same(fact, "variant_id")) complete(fact, FACTS);
  for (const fact of facts) {
    if (!same(fact, "product_id")) continue;
    // Of another variant neither the price nor the name of the variant.
    const known = !fact.variant_id || !out.variant_id;
    complete(fact, known ? FACTS.filter((name) => name !== "variant_id") : ["name", "category", "brand", "currency"]);
  }
  return out;
}
