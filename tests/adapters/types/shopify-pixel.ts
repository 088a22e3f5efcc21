// What Shopify gives a pixel, by Shopify's own types, fits what the pixel reads. pixel-sandbox.test.mjs has
// tsc check this file; it never runs.

import type { Cart, CartLine, Checkout, ExtensionApi, ProductVariant } from "@shopify/web-pixels-extension";
import { register } from "@shopify/web-pixels-extension";
import pixel from "../../../pkg-template/shopify-pixel.js";
import type * as Read from "../../../pkg-template/src/pixel/types.js";

register((api) => pixel(api, { writeKey: "k" }));

declare const api: ExtensionApi;
declare const checkout: Checkout;
declare const cart: Cart;
declare const line: CartLine;
declare const variant: ProductVariant;

export const browser: Read.Browser = api.browser;
export const init: Read.PixelApi["init"] = api.init;
export const privacy: Read.PixelApi["customerPrivacy"] = api.customerPrivacy;
export const read: [Read.Checkout, Read.CustomerEventData["cart"], Read.CartLine, Read.Variant] = [
  checkout,
  cart,
  line,
  variant,
];
// The event whose members the pixel reads.
api.analytics.subscribe("checkout_completed", (event) => {
  const given: Pick<Read.CustomerEvent, "name" | "timestamp" | "context"> = event;
  const data: Pick<Read.CustomerEventData, "checkout"> = event.data;
  return [given, data];
});
