// The head snippet that the README documents, filled in for this harness: what is tried here is what a store would paste.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { escape } from "./html.mjs";

export const TEST_WRITE_KEY = "wk_harness";

/** The snippet of `pkgDir` with its placeholders filled in and `options` as data- attributes, or null when there is no build. */
export async function snippet({ pkgDir, cdn, api, options = {} }) {
  let text;
  try {
    text = await readFile(path.join(pkgDir, "snippet.html"), "utf8");
  } catch {
    return null;
  }
  // Whoever drives a browser for a test is a robot to the tracker.
  const attributes = Object.entries({ bots: true, ...options })
    .map(([name, value]) => ` data-${name.replaceAll("_", "-")}="${escape(value)}"`)
    .join("");
  return text
    .replace('data-write-key="__KEY__"', (whole) => whole + attributes)
    .replaceAll("__CDN__", cdn)
    .replaceAll("__API__", api)
    .replaceAll("__KEY__", TEST_WRITE_KEY);
}

/** The tracking plan that belongs to the build, else the checked-in one, else null. */
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
