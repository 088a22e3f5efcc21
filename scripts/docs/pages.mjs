// Which Markdown files are pages of the documentation site, and where. The files stay where a code host and
// the package need them. stage.mjs copies them for VitePress; the prose check reads the same list.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../run.mjs";

/** Folders of the repository whose Markdown files become pages, and the folder of the site. */
const FOLDERS = [
  ["docs", ""],
  ["docs/reference", "reference"],
  ["pkg-template", "package"],
  ["pkg-template/shopify", "package/shopify"],
  ["pkg-template/woocommerce", "package/woocommerce"],
];

/** Reports that a command writes. They are pages, but nobody writes their sentences. */
const REPORTS = {
  "bench/RESULTS.md": "figures/results.md",
  "bench/SIZES.md": "figures/sizes.md",
  "tests/ENGINES.md": "figures/engines.md",
  "tests/delivery/RESULTS.md": "figures/delivery.md",
  "tests/delivery/PIPELINE.md": "figures/pipeline.md",
  "tests/package/CONSUMERS.md": "figures/consumers.md",
};

/** By path in the repository, the path in the site: the pages that people write, or that code is read for. */
export function writtenPages() {
  const pages = FOLDERS.flatMap(([folder, to]) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith(".md"))
      .sort()
      .map((name) => [`${folder}/${name}`, join(to, name === "README.md" ? "index.md" : name)]),
  );
  return Object.fromEntries(pages);
}

/** The same with the reports. */
export function allPages() {
  return { ...writtenPages(), ...REPORTS };
}
