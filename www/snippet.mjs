// Fills in the head snippet that docs/script-tag.md documents, so that the harness runs exactly what a store
// pastes, and reads the plan of the build. The harness server and the tests call it.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { escape } from "./html.mjs";

export const TEST_WRITE_KEY = "wk_harness";

/**
 * The snippet of the package in `pkgDir`, filled in, with `options` as data- attributes. Null when there is
 * no build.
 */
export async function snippet({ pkgDir, cdn, api, options = {} }) {
  let text;
  try {
    text = await readFile(path.join(pkgDir, "snippet.html"), "utf8");
  } catch {
    return null;
  }
  // The tracker takes a driven browser for a bot, so the harness allows bots.
  const attributes = Object.entries({ bots: true, ...options })
    .map(([name, value]) => ` data-${name.replaceAll("_", "-")}="${escape(value)}"`)
    .join("");
  return text
    .replace('data-write-key="__KEY__"', (whole) => whole + attributes)
    .replaceAll("__CDN__", cdn)
    .replaceAll("__API__", api)
    .replaceAll("__KEY__", TEST_WRITE_KEY);
}

/** The tracking plan of the build, or else the checked-in plan, or else null. */
export async function readPlan(pkgDir) {
  for (const file of [
    path.join(pkgDir, "plan.json"),
    new URL("../pkg-template/plan.json", import.meta.url),
  ]) {
    try {
      return JSON.parse(await readFile(file, "utf8"));
    } catch (error) {
      if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
    }
  }
  return null;
}
