// Part of the bundle step: what a Shopify store installs. The pixel as a module, the pixel to paste, and
// the Liquid files with the stub in them.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../run.mjs";
import { script } from "./script.mjs";

const PIXEL = join("pixel", "index.js");
const PIXEL_GLOBAL = "shoptrailPixel";

/** Writes `pkg/shopify-pixel.js` and `pkg/shopify/`. */
export async function shopify(pkg, template, stub) {
  const to = join(pkg, "shopify");
  cpSync(join(template, "shopify"), to, { recursive: true });
  mkdirSync(to, { recursive: true });
  writeFileSync(join(pkg, "shopify-pixel.js"), await script(PIXEL, { format: "esm" }));
  const pasted = await script(PIXEL, { format: "iife", globalName: PIXEL_GLOBAL });
  const unwrapped = `${pasted.trim()}${PIXEL_GLOBAL} = ${PIXEL_GLOBAL}.default;`;
  fill(join(to, "custom-pixel.js"), "__PIXEL__", unwrapped);
  fill(join(to, "snippets", "shoptrail.liquid"), "__STUB__", stub);
}

function fill(path, placeholder, text) {
  const source = readFileSync(path, "utf8");
  if (source.split(placeholder).length !== 2) throw new Problem(`${path} must contain ${placeholder} once`);
  // Liquid would read these as its own.
  if (path.endsWith(".liquid") && /\{\{|\{%/.test(text))
    throw new Problem(`the text that goes into ${path} must not contain {{ or {%`);
  writeFileSync(
    path,
    source.replace(placeholder, () => text),
  );
}
