// Liquid with those of Shopify's filters that the snippet uses.

import { Liquid } from "liquidjs";

/** An engine with `{name: text}` as its snippets. */
export function shopifyLiquid(templates) {
  const engine = new Liquid({ templates });
  // Safe in a script, as https://shopify.dev/docs/api/liquid/filters/json says; nil is null.
  engine.registerFilter("json", (value) =>
    JSON.stringify(value ?? null).replace(
      /[<>&\u2028\u2029]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );
  engine.registerFilter("image_url", (value) => `//cdn.example/${value}`);
  return engine;
}
