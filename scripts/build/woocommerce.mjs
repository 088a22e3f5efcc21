// Part of the bundle step: the WooCommerce plugin, a folder that can be zipped and installed as it is. The
// plugin directory allows no script from another server, so the folder has a copy of what a page loads.

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crateVersion } from "./script.mjs";

const NAME = "shoptrail-for-woocommerce";
// What a page loads for the script tag: the script, its fallback, parts and adapters. The modules for
// bundlers and servers, and what Shopify needs, are not among them.
const NOT_OF_PAGES =
  /^(index|url|noop|react|vue|hydrogen|in-app|compat-index|compat-url|two-files\.min|shopify-pixel)\.js$/;
const ADAPTERS =
  /^(attributes|data-layer|email|forms|ga4|json-?ld|schema-org|spa|structured-data|woocommerce(-cart)?)\.js$/;

/** Completes `pkg/woocommerce/shoptrail-for-woocommerce/`. The other files of the package are in place. */
export function woocommercePlugin(pkg, stub) {
  const folder = join(pkg, "woocommerce", NAME);
  const version = crateVersion();
  for (const file of [`${NAME}.php`, "readme.txt"]) {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll("__VERSION__", version));
  }
  writeFileSync(join(folder, "includes", "stub.js"), stub);
  cpSync(join(pkg, "woocommerce", "shoptrail.php"), join(folder, "includes", "events.php"));
  // The name of the folder is new with each version, so no cache mixes two of them.
  const assets = join(folder, "assets", version);
  rmSync(join(folder, "assets"), { recursive: true, force: true });
  mkdirSync(join(assets, "adapters"), { recursive: true });
  for (const file of readdirSync(pkg).filter((name) => name.endsWith(".js") && !NOT_OF_PAGES.test(name)))
    cpSync(join(pkg, file), join(assets, file));
  for (const file of readdirSync(join(pkg, "adapters")).filter((name) => ADAPTERS.test(name)))
    cpSync(join(pkg, "adapters", file), join(assets, "adapters", file));
}
