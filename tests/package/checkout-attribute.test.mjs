// The anonymous id rides to the order under one name. The page, the pixel, the Hydrogen entry, the PHP files,
// the server and the documents have the same one.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ATTRIBUTE } from "../../pkg-template/src/parts/shared/checkout-attribute.js";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
/** Files, and where each has the name. */
const PLACES = {
  "pkg-template/src/frameworks/hydrogen.js": /^const ATTRIBUTE = "(.*)";$/m,
  "pkg-template/woocommerce/shoptrail.php": /^const SHOPTRAIL_ANONYMOUS_ID = '(.*)';$/m,
  "pkg-template/woocommerce/shoptrail-server.php": /update_meta_data\( '(_shoptrail_anon.*?)'/,
  "src/server/person.rs": /^const ANONYMOUS_ID: &str = "(.*)";$/m,
  "docs/shopify.md": /cart attribute `(.*?)`/,
  "docs/woocommerce.md": /order meta `(.*?)`/,
  "docs/privacy.md": /attribute `(.*?)` of the cart/,
  "docs/server.md": /\| Shopify \| .* \| `(.*?)` \|/,
};

test("every file that cannot import the name has the same one", () => {
  for (const [path, pattern] of Object.entries(PLACES))
    assert.equal(read(path).match(pattern)?.[1], ATTRIBUTE, path);
  for (const path of ["parts/link-checkout/shopify-cart.js", "pixel/shopper.js"])
    assert.match(read(`pkg-template/src/${path}`), /import \{ ATTRIBUTE \} from/, path);
});

test("the built part, pixel and pasted pixel have it", () => {
  for (const path of ["link-checkout.js", "shopify-pixel.js", "shopify/custom-pixel.js", "hydrogen.js"])
    assert.ok(read(`pkg/${path}`).includes(ATTRIBUTE), path);
});

test("the name hides the id, and the checkout's pixel can read it", () => {
  // With two underscores neither the Ajax API nor a pixel can.
  assert.match(ATTRIBUTE, /^_[^_]/);
});
