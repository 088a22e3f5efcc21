// The projects of the consumers: what README.md and docs/npm.md print, in a minimal shop.

import { CALLS, FIRST, RECIPES } from "./readme.mjs";

/**
 * What arrives from every consumer: the page view and the calls of the README's example. The second identify
 * updates the profile after the order.
 */
export const STORY = ["identify", "page", "product_viewed", "identify", "order_completed"];

const html = (script) =>
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>' +
  `<link rel="icon" href="data:,"></head><body><div id="app"></div>${script}</body></html>`;
const PRODUCT = '{ product_id: "P1", name: "Runner", price: 89.9, currency: "EUR" }';
const says = (shop) => CALLS.replaceAll("shoptrail.", `${shop}.`);

/** The README's first example for one entry, and its calls. */
export const main = (entry = "shoptrail") => `${FIRST.replace('"shoptrail"', `"${entry}"`)}\n${CALLS}`;

/** A page at `path` that loads `script`. */
export const page = (path, script, attributes = 'type="module"') => ({
  [path]: html(`<script ${attributes} src="${script}"></script>`),
});

/** Without a framework. */
export const plain = ({ entry, index = "index.html", script = "/main.js" } = {}) => ({
  "main.js": main(entry),
  ...page(index, script),
});

/** The component inside the <Providers> of docs/npm.md, on `/` and `/cart`. */
const shop = (imports) => `"use client";
import { useEffect } from "react";
${imports}
export function Shop() {
  const shoptrail = useShoptrail();
  useEffect(() => {
${says("shoptrail")}  }, []);
  return <main><h1>Shop</h1><AddToCart product={${PRODUCT}} /></main>;
}
`;

export const REACT_IMPORTS =
  'import { useShoptrail } from "shoptrail/react";\nimport { AddToCart } from "./providers";';

/** React by Vite as the page prints it, with a shop that shows a product and the page after an order. */
export const viteReact = {
  "src/providers.jsx": RECIPES["app/providers.jsx"],
  "src/thank-you.jsx": RECIPES["app/thank-you.jsx"],
  "src/main.jsx": RECIPES["src/main.jsx"],
  "src/App.jsx": `import { useEffect } from "react";
import { useShoptrail } from "shoptrail/react";
import { AddToCart } from "./providers.jsx";
import { ThankYou } from "./thank-you.jsx";
const product = ${PRODUCT};
const order = { order_id: "TEST-1", total: 89.9, currency: "EUR", line_items: [{ ...product, quantity: 1 }] };
function Product() {
  const shoptrail = useShoptrail();
  useEffect(() => void shoptrail.track("product_viewed", product), []);
  return <AddToCart product={product} />;
}
export default function App() {
  return <main><Product /><ThankYou email="jane@example.com" order={order} /></main>;
}
`,
  "index.html": html('<div id="root"></div><script type="module" src="/src/main.jsx"></script>'),
};

/** React in strict mode; hydrated where `server` rendered the markup. */
export const react = ({ server = false } = {}) => ({
  "providers.jsx": RECIPES["app/providers.jsx"],
  "shop.jsx": shop(REACT_IMPORTS),
  "app.jsx":
    'import { StrictMode } from "react";\n' +
    'import { Providers } from "./providers";\n' +
    'import { Shop } from "./shop";\n' +
    "export const app = <StrictMode><Providers><Shop /></Providers></StrictMode>;\n",
  "main.jsx": server
    ? 'import { hydrateRoot } from "react-dom/client";\n' +
      'import { app } from "./app";\n' +
      'hydrateRoot(document.getElementById("app"), app);\n'
    : 'import { createRoot } from "react-dom/client";\n' +
      'import { app } from "./app";\n' +
      'createRoot(document.getElementById("app")).render(app);\n',
  ...page("index.html", "/main.jsx"),
});

/** Renders the markup on a server, and puts it into the built page. */
export const rendering = {
  "server.jsx":
    'import { renderToString } from "react-dom/server";\n' +
    'import { app } from "./app";\n' +
    "export const html = renderToString(app);\n",
  "render.mjs":
    'import { readFileSync, writeFileSync } from "node:fs";\n' +
    'import { html } from "./server/server.js";\n' +
    'writeFileSync("dist/index.html", readFileSync("dist/index.html", "utf8").replace(\'<div ' +
    'id="app">\', (root) => root + html));\n',
};

const LINK =
  'import Link from "next/link";\n' +
  'import { Shop } from "./shop";\n' +
  'export default function Page() { return <><Shop /><Link href="/cart" id="cart">Cart</Link></>; }\n';
const CART = "export default function Page() { return <h1>Cart</h1>; }\n";
const NEXT = {
  "app/page.jsx": LINK,
  "app/cart/page.jsx": CART,
  "app/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
};

/** Next, by `<Shoptrail>` in a client component. */
export const next = {
  ...NEXT,
  "app/providers.jsx": RECIPES["app/providers.jsx"],
  "app/layout.jsx": RECIPES["app/layout.jsx"],
  "app/shop.jsx": shop(REACT_IMPORTS),
};

/** Next, by `instrumentation-client.js`. */
export const nextInstrumentation = {
  ...NEXT,
  "instrumentation-client.js": RECIPES["instrumentation-client.js"],
  "app/layout.jsx":
    'export default function Layout({ children }) { return <html lang="en"><body>{children}</body>' +
    "</html>; }\n",
  "app/shop.jsx": shop(
    "const useShoptrail = () => globalThis.window?.shoptrail;\n" +
      "const AddToCart = ({ product }) => " +
      '<button onClick={() => window.shoptrail.track("add_to_cart", { ...product, quantity: 1 })}>Add' +
      "</button>;",
  ),
};

/** Next, with `<Shoptrail>` in a server component. */
export const nextServerComponent = {
  ...NEXT,
  "app/layout.jsx":
    'import { Shoptrail } from "shoptrail/react";\n' +
    'export default function Layout({ children }) { return <html lang="en"><body>' +
    '<Shoptrail writeKey="YOUR_KEY">{children}</Shoptrail></body></html>; }\n',
  "app/shop.jsx": shop(REACT_IMPORTS.replace("./providers", "./add")),
  "app/add.jsx": RECIPES["app/providers.jsx"],
};

const SETUP = `<script setup>
import { onMounted } from "vue";
import { useShoptrail } from "shoptrail/vue";
const shoptrail = useShoptrail();
onMounted(() => {
${says("shoptrail")}});
const product = ${PRODUCT};
</script>
<template><main><h1>Shop</h1>
<button @click="$shoptrail.track('add_to_cart', { ...product, quantity: 1 })">Add</button>`;

export const vue = {
  "main.js": RECIPES["main.js"],
  "App.vue": `${SETUP}</main></template>\n`,
  "vite.config.js": 'import vue from "@vitejs/plugin-vue";\nexport default { plugins: [vue()] };\n',
  ...page("index.html", "/main.js"),
};

export const nuxt = {
  "app/plugins/shoptrail.js": RECIPES["app/plugins/shoptrail.js"],
  "app/app.vue": "<template><NuxtPage /></template>\n",
  "app/pages/index.vue": `${SETUP}<NuxtLink to="/cart" id="cart">Cart</NuxtLink></main></template>\n`,
  "app/pages/cart.vue": "<template><h1>Cart</h1></template>\n",
  "nuxt.config.js":
    'export default defineNuxtConfig({ telemetry: false, compatibilityDate: "2026-01-01", app: { head: ' +
    '{ link: [{ rel: "icon", href: "data:," }] } } });\n',
};

/** Hydrogen's own provider, in a page of React Router: a product is viewed, and then added to the cart. */
export const hydrogen = {
  "ShoptrailAnalytics.jsx": RECIPES["app/components/ShoptrailAnalytics.jsx"],
  "main.jsx": `import { useState } from "react";
import { Analytics } from "@shopify/hydrogen";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { ShoptrailAnalytics } from "./ShoptrailAnalytics";
const consent = { checkoutDomain: "checkout.example", storefrontAccessToken: "0".repeat(32) };
const shop = {
  shopId: "gid://shopify/Shop/1", acceptedLanguage: "EN", currency: "EUR", hydrogenSubchannelId: "0",
};
const product = { id: "gid://shopify/Product/1", title: "Runner", vendor: "Shop" };
const variant = { variantId: "gid://shopify/ProductVariant/2", variantTitle: "42" };
const data = { products: [{ ...product, ...variant, price: "89.90", quantity: 1 }] };
const price = { amount: "89.90", currencyCode: "EUR" };
const merchandise = { id: "gid://shopify/ProductVariant/2", title: "42", price, product };
const line = { id: "gid://shopify/CartLine/1", quantity: 1, cost: { totalAmount: price }, merchandise };
const id = "gid://shopify/Cart/1";
const cartOf = (...nodes) => ({ id, updatedAt: String(nodes.length), lines: { nodes } });
function Shop() {
  const [cart, setCart] = useState(cartOf());
  return <Analytics.Provider cart={cart} shop={shop} consent={consent}>
    <ShoptrailAnalytics />
    <Analytics.ProductView data={data} />
    <button id="add" onClick={() => setCart(cartOf(line))}>{cart.lines.nodes.length} in the cart</button>
    <button id="buy" onClick={() => { const { shoptrail } = window; ${says("shoptrail")} }}>Buy</button>
  </Analytics.Provider>;
}
const router = createBrowserRouter([{ path: "*", element: <Shop /> }]);
createRoot(document.getElementById("app")).render(<RouterProvider router={router} />);
`,
  ...page("index.html", "/main.jsx"),
};
