// What a Shopify store installs: the pixel as a module, the pixel to paste, and the Liquid with the stub in it.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../run.mjs";

/** Writes `pkg/shopify-pixel.js` and `pkg/shopify/`. `script(entry, format, globalName)` bundles one entry of pkg-template/src. */
export async function shopify(pkg, template, stub, script) {
  const to = join(pkg, "shopify");
  cpSync(join(template, "shopify"), to, { recursive: true });
  mkdirSync(to, { recursive: true });
  writeFileSync(join(pkg, "shopify-pixel.js"), await script(join("pixel", "index.js"), "esm"));
  const pasted = await script(join("pixel", "index.js"), "iife", "shoptrailPixel");
  fill(join(to, "custom-pixel.js"), "__PIXEL__", `${pasted.trim()}shoptrailPixel = shoptrailPixel.default;`);
  fill(join(to, "snippets", "shoptrail.liquid"), "__STUB__", stub);
}

function fill(path, placeholder, text) {
  const source = readFileSync(path, "utf8");
  if (source.split(placeholder).length !== 2) throw new Problem(`${path} must contain ${placeholder} once`);
  // Liquid would read these as its own.
  if (path.endsWith(".liquid") && /\{\{|\{%/.test(text))
    throw new Problem(`what goes into ${path} must not contain {{ or {%`);
  writeFileSync(
    path,
    source.replace(placeholder, () => text),
  );
}
