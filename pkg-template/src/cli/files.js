// Reads and writes the files of the commands, and says in one sentence what is wrong with one.

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Misuse } from "./arguments.js";

/** @type {Record<string, string>} */
const REASONS = {
  ENOENT: "does not exist",
  EISDIR: "is a folder",
  EACCES: "may not be read",
  ENOTDIR: "does not exist",
};

/**
 * The text of a file that the user named. Throws a `Misuse`.
 * @param {string} path
 */
export function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Misuse(`the file ${path} ${reason(error)}`);
  }
}

/**
 * The content of a JSON file that the user named. Throws a `Misuse`.
 * @param {string} path
 */
export function readJson(path) {
  try {
    return JSON.parse(readText(path).replace(/^\uFEFF/, ""));
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw new Misuse(`the file ${path} is not JSON: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * Writes a file where the user wants it. Throws a `Misuse`.
 * @param {string} path
 * @param {string} text
 */
export function writeText(path, text) {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const { code = "" } = /** @type {NodeJS.ErrnoException} */ (error);
    const why = code === "ENOENT" ? "its folder does not exist" : code || reason(error);
    throw new Misuse(`the file ${path} cannot be written: ${why}`);
  }
}

/** @param {unknown} error */
function reason(error) {
  const { code = "", message } = /** @type {NodeJS.ErrnoException} */ (error);
  return REASONS[code] ?? `may not be read (${code || message})`;
}

/** The folder of the package: the one with plan.json, above this file. */
function packageFolder() {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "plan.json"))) {
    if (folder === dirname(folder)) throw new Error("the package has no plan.json");
    folder = dirname(folder);
  }
  return folder;
}

/**
 * The text of a file of the package.
 * @param {string} name
 */
export function packageFile(name) {
  return readFileSync(join(packageFolder(), name), "utf8");
}

/** The paths of all files of the package, with `/`. */
export function packageFiles() {
  const folder = packageFolder();
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !path.startsWith("node_modules/"))
    .sort();
}

/** The version of the package. */
export function packageVersion() {
  return /** @type {string} */ (JSON.parse(packageFile("package.json")).version);
}
