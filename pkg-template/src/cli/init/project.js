// Reads the project that `init` sets up: which files it has, which packages it uses. It writes nothing.

import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Misuse } from "../arguments.js";

/**
 * @typedef {object} Project
 * @property {string} folder
 * @property {Record<string, string>} packages  by name: the version or range that package.json wants
 * @property {boolean} isTypeScript
 * @property {"npm" | "pnpm" | "yarn" | "bun"} manager
 * @property {(path: string) => boolean} has
 * @property {(path: string) => string} read
 * @property {(folder: string) => string[]} list  the names in a folder; empty where there is none
 */

/** @type {Record<string, Project["manager"]>} */
const LOCKFILES = { "pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn", "bun.lock": "bun", "bun.lockb": "bun" };

/**
 * Throws a `Misuse` when there is no such folder, or its package.json cannot be read.
 * @param {string} folder
 * @returns {Project}
 */
export function readProject(folder) {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Misuse(`the folder ${folder} does not exist`);
  const has = (/** @type {string} */ path) => existsSync(join(folder, path));
  const lockfile = Object.keys(LOCKFILES).find(has);
  return {
    folder,
    packages: readPackages(folder),
    isTypeScript: has("tsconfig.json"),
    manager: lockfile ? LOCKFILES[lockfile] : "npm",
    has,
    read: (path) => readFileSync(join(folder, path), "utf8"),
    list: (path) => (has(path) ? readdirSync(join(folder, path)).sort() : []),
  };
}

/**
 * @param {string} folder
 * @returns {Record<string, string>}
 */
function readPackages(folder) {
  const path = join(folder, "package.json");
  if (!existsSync(path)) return {};
  try {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, ""));
    return { ...devDependencies, ...dependencies };
  } catch (error) {
    throw new Misuse(`the file ${path} is not JSON: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * The first of the files that the project has.
 * @param {Project} project
 * @param {string[]} paths
 */
export const firstOf = (project, paths) => paths.find(project.has);

/**
 * The paths with each ending, in the order of the endings.
 * @param {string[]} stems
 * @param {string[]} endings
 */
export const withEndings = (stems, endings) =>
  endings.flatMap((ending) => stems.map((stem) => `${stem}.${ending}`));

/**
 * Whether a range of package.json allows a version below `major.minor` alone. A tag, a link or a range that
 * nobody can read counts as new enough.
 * @param {string | undefined} range
 * @param {number} major
 * @param {number} minor
 */
export function isOlderThan(range, major, minor) {
  const found = /^[\^~=v\s]*(\d+)(?:\.(\d+))?/.exec(range ?? "");
  if (!found) return false;
  const [, ownMajor, ownMinor] = found;
  if (Number(ownMajor) !== major) return Number(ownMajor) < major;
  // `^15.1.0` and `15` allow 15.3 too; `~15.1.0` and `15.1.0` do not.
  const isOpen = ownMinor === undefined || /^\s*\^/.test(range ?? "");
  return !isOpen && Number(ownMinor) < minor;
}
