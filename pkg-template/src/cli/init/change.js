// A change of the project, and how it is written.

import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeText } from "../files.js";

/** @import { Project } from "./project.js" */
/**
 * @typedef {object} Change  of one file
 * @property {string} path  below the project's folder, with `/`
 * @property {string | undefined} before  undefined: the file is new
 * @property {string} after
 * @property {boolean} [isLong]  a file of the package: only its size is shown
 */
/**
 * @typedef {object} Setup  what a platform needs
 * @property {Change[]} changes
 * @property {string[]} steps  what is left to do by hand, before it works
 * @property {string[]} see  what the user should see then
 * @property {string} [present]  the file in which shoptrail is already
 */

/**
 * A new file. Where the project has a file of that name, it stays, and the text becomes a step by hand.
 * @param {Project} project
 * @param {string} path
 * @param {string} text
 * @returns {Pick<Setup, "changes" | "steps">}
 */
export function newFile(project, path, text) {
  if (project.has(path)) return byHand(`${path} exists already. Put this into it:`, text);
  return { changes: [{ path, before: undefined, after: text }], steps: [] };
}

/**
 * An edit of a file. Where the place for it is not found, it becomes a step by hand.
 * @param {Project} project
 * @param {string} path
 * @param {(text: string) => string | undefined} edit
 * @param {string} otherwise  the step
 * @param {string} block  what is to be put in
 * @returns {Pick<Setup, "changes" | "steps">}
 */
export function editFile(project, path, edit, otherwise, block) {
  const before = project.read(path);
  // The edits speak of lines; a file of Windows keeps its ends of lines.
  const isWindows = /\r\n/.test(before);
  const after = edit(before.replace(/\r\n/g, "\n"));
  if (after === undefined) return byHand(otherwise, block);
  return { changes: [{ path, before, after: isWindows ? after.replace(/\n/g, "\r\n") : after }], steps: [] };
}

/**
 * @param {string} sentence
 * @param {string} block
 * @returns {Pick<Setup, "changes" | "steps">}
 */
export const byHand = (sentence, block) => ({
  changes: [],
  steps: [`${sentence}\n${block.replace(/\n$/, "").replace(/^/gm, "    ")}`],
});

/**
 * @param {...Pick<Setup, "changes" | "steps">} parts
 * @returns {Pick<Setup, "changes" | "steps">}
 */
export const together = (...parts) => ({
  changes: parts.flatMap(({ changes }) => changes),
  steps: parts.flatMap(({ steps }) => steps),
});

/**
 * Writes the changes. Throws a `Misuse` where a file cannot be written.
 * @param {Project} project
 * @param {Change[]} changes
 */
export function write(project, changes) {
  for (const { path, after } of changes) {
    const full = join(project.folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeText(full, after);
  }
}
