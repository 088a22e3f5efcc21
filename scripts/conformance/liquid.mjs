// Shopify's theme-check against the Liquid files: the snippet in a theme, and the block in a theme app
// extension, each with the checks that Shopify has for its kind.

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import themeCheck from "@shopify/theme-check-node";
import { ROOT } from "../run.mjs";
import { compare, versionOf } from "./support/compare.mjs";

export const needs = ["build"];

const LAYOUT = `<!doctype html>
<html lang="{{ request.locale.iso_code }}">
  <head>
    {% render 'shoptrail', write_key: 'KEY', cdn: 'https://cdn.shop.example' %}
    {{ content_for_header }}
  </head>
  <body>{{ content_for_layout }}</body>
</html>
`;

export async function check() {
  return [
    await row("theme", "snippets", { "layout/theme.liquid": LAYOUT }, "theme-check:all"),
    await row("app extension", "blocks snippets", {}, "theme-check:theme-app-extension"),
  ];
}

async function row(kind, folders, files, rules) {
  const root = mkdtempSync(join(tmpdir(), "shoptrail-liquid-"));
  try {
    for (const folder of folders.split(" "))
      cpSync(join(ROOT, "pkg/shopify", folder), join(root, folder), { recursive: true });
    for (const folder of ["layout", "locales", "assets"]) mkdirSync(join(root, folder));
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
    writeFileSync(join(root, ".theme-check.yml"), `extends: ${rules}\n`);
    const { offenses, config } = await themeCheck.themeCheckRun(root, join(root, ".theme-check.yml"));
    const found = offenses.filter(({ uri }) => uri.endsWith("shoptrail.liquid"));
    const cases = config.checks.map(({ meta }) => ({
      name: meta.code,
      expected: "nothing",
      found:
        found
          .filter((one) => one.check === meta.code)
          .map(({ message }) => message)
          .join(" ") || "nothing",
    }));
    return compare(versionOf("@shopify/theme-check-node"), `What is wrong in the ${kind}?`, cases);
  } finally {
    rmSync(root, { recursive: true });
  }
}
