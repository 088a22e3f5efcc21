// shoptrail as a custom pixel: Shopify admin → Settings → Customer events → Add custom pixel. Paste this
// whole file, and change the options at its end.
__PIXEL__;

shoptrailPixel(
  { analytics, browser, init, customerPrivacy: api.customerPrivacy },
  {
    writeKey: "YOUR_KEY",
    shop: "your-shop.myshopify.com", // the same text as the storefront's data-shop
    // region: "eu", endpoint: "https://…/v1/b", anonymous: "send", naming: "semantic", debug: true,
    // storefront: true, // also product, cart and search events: only where no script tag tracks them
  },
);
