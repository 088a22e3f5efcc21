// The platforms that `init` knows: how each is recognised, how its files come, and what its user sees then.

import * as npm from "./npm-platforms.js";
import * as tag from "./tag-platforms.js";

/** @import { Project } from "./project.js" */
/** @import { Setup } from "./change.js" */
/** @import { Settings } from "./settings.js" */
/**
 * @typedef {object} Platform
 * @property {string} name
 * @property {"npm" | "tag"} way
 * @property {(project: Project) => boolean} isHere
 * @property {boolean} [needsPlace]  the address of the package's files, or a copy of them
 * @property {(project: Project, settings: Settings, file?: string) => Pick<Setup, "changes" | "steps">} setUp
 * @property {string[]} traces  files that name shoptrail where it is set up already
 * @property {string[]} see
 */

/** @param {...string} names */
const uses =
  (...names) =>
  (/** @type {Project} */ { packages }) =>
    names.some((name) => Object.hasOwn(packages, name));

const OVERLAY = "Open the shop in an ordinary browser with ?shoptrail_debug=1 at the end of the address.";
const HELD =
  "The overlay lists `page`. With anonymous: hold it is held until `identify` says who the shopper is.";
const CALL =
  'Type shoptrail.identify("you@your-shop.example") into the console: a POST to /v1/b has status 200.';
const SEE = [OVERLAY, HELD, CALL];
const SHOP = [
  OVERLAY,
  "A product page shows `page` and `product_viewed`; an add to the cart is one `add_to_cart`.",
  "A test order is one `order_completed`.",
];

/** In the order in which a project is compared with them: frameworks before the libraries they use. */
/** @type {Platform[]} */
export const PLATFORMS = [
  {
    name: "shopify",
    way: "tag",
    needsPlace: true,
    isHere: ({ has }) => has("layout/theme.liquid"),
    setUp: tag.shopify,
    traces: ["layout/theme.liquid"],
    see: SHOP,
  },
  {
    name: "woocommerce",
    way: "tag",
    isHere: ({ has }) => has("wp-content") || has("wp-config.php"),
    setUp: tag.wooCommerce,
    traces: [],
    see: SHOP,
  },
  npmPlatform("hydrogen", uses("@shopify/hydrogen"), npm.hydrogen, ["app/root.tsx", "app/root.jsx"]),
  npmPlatform("next", uses("next"), npm.next, [
    "instrumentation-client.ts",
    "instrumentation-client.js",
    "src/instrumentation-client.ts",
    "src/instrumentation-client.js",
  ]),
  npmPlatform("nuxt", uses("nuxt"), npm.nuxt, [
    "app/plugins/shoptrail.ts",
    "app/plugins/shoptrail.js",
    "plugins/shoptrail.ts",
    "plugins/shoptrail.js",
  ]),
  npmPlatform("sveltekit", uses("@sveltejs/kit"), npm.svelteKit, [
    "src/hooks.client.ts",
    "src/hooks.client.js",
  ]),
  npmPlatform("astro", uses("astro"), npm.astro, ["src/components/Shoptrail.astro"]),
  npmPlatform("react-router", uses("@react-router/dev", "@remix-run/dev"), npm.reactRouter, [
    "app/shoptrail.ts",
    "app/shoptrail.js",
  ]),
  npmPlatform("angular", uses("@angular/core"), npm.angular, ["src/app/shoptrail.ts"]),
  npmPlatform("vue", uses("vue"), npm.bundled, ["src/shoptrail.ts", "src/shoptrail.js"]),
  npmPlatform("react", uses("react"), npm.bundled, ["src/shoptrail.ts", "src/shoptrail.js"]),
  npmPlatform("bundler", uses("vite", "webpack", "rollup", "esbuild", "parcel"), npm.bundled, [
    "src/shoptrail.ts",
    "src/shoptrail.js",
    "shoptrail.js",
  ]),
  {
    name: "html",
    way: "tag",
    needsPlace: true,
    isHere: ({ has }) => has("index.html") || has("public/index.html"),
    setUp: tag.html,
    traces: ["index.html", "public/index.html", "src/index.html"],
    see: SEE,
  },
];

/**
 * @param {string} name
 * @param {Platform["isHere"]} isHere
 * @param {Platform["setUp"]} setUp
 * @param {string[]} traces
 * @returns {Platform}
 */
function npmPlatform(name, isHere, setUp, traces) {
  return { name, way: "npm", isHere, setUp, traces, see: SEE };
}

/**
 * The platform of a project, as far as it can be recognised.
 * @param {Project} project
 */
export const recognise = (project) => PLATFORMS.find(({ isHere }) => isHere(project));
