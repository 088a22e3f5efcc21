// es-check against every script of the package that a browser loads: the syntax floor of docs/limits.md, and
// ES5 for the stub in the page. es-check reads syntax and the built-ins that came with an edition.

import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks } from "es-check";
import { ROOT } from "../run.mjs";
import { compare, versionOf } from "./support/compare.mjs";

export const needs = ["build"];

/** Chrome 85, Firefox 79 and Safari 15 have all of this edition. docs/limits.md has the same floor. */
const FLOOR = "es2021";
/** Node runs these. */
const NOT_PAGES = ["testing.mjs"];

export async function check() {
  const folder = mkdtempSync(join(tmpdir(), "shoptrail-syntax-"));
  try {
    const cases = [];
    const tryFile = async (name, file, edition, module) =>
      cases.push({
        name: `${name} as ${edition}`,
        expected: "ok",
        found: await verdict(file, edition, module),
      });
    for (const name of pageScripts()) {
      const file = join(ROOT, "pkg", name);
      await tryFile(name, file, FLOOR, isModule(name));
    }
    for (const [index, stub] of stubs().entries()) {
      const file = join(folder, `stub-${index}.js`);
      writeFileSync(file, stub.text);
      await tryFile(`the stub in ${stub.name}`, file, "es5", false);
    }
    return [compare(versionOf("es-check"), "Is the syntax old enough?", cases)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `"ok"`, or what es-check finds. */
export async function verdict(file, edition, module) {
  // The stub has the syntax of ES5; it may call what the floor has, such as Promise.
  const checkFeatures = edition !== "es5";
  const options = { ecmaVersion: edition, files: [file], module, checkFeatures };
  const { success, errors } = await runChecks([options], { logger: null });
  return success ? "ok" : errors.map(({ err }) => err?.message ?? String(err)).join("; ");
}

function pageScripts() {
  const scripts = (folder) => readdirSync(join(ROOT, "pkg", folder)).filter((name) => /\.m?js$/.test(name));
  return [
    ...scripts("").filter((name) => !NOT_PAGES.includes(name)),
    ...scripts("adapters").map((name) => `adapters/${name}`),
    ...scripts("shopify").map((name) => `shopify/${name}`),
  ];
}

/** Scripts that a `<script>` element without a type loads are no modules. */
function isModule(name) {
  return !/\.min\.js$/.test(name);
}

/** The inline scripts of the snippet and of the Liquid file. */
function stubs() {
  return ["snippet.html", "shopify/snippets/shoptrail.liquid"].map((name) => ({
    name,
    text: readFileSync(join(ROOT, "pkg", name), "utf8").match(/<script>([^]*?)<\/script>/)[1],
  }));
}
