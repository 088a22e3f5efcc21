// Shows a change of a file as lines, so that its owner sees it before it is written.

/** @import { Change } from "./change.js" */

const CONTEXT = 2;
const MAX_NEW_LINES = 40;
const MAX_COLUMNS = 110;

/**
 * The lines that a change takes out and puts in, with two lines around them.
 * @param {Change} change
 */
export function changeText({ path, before, after, isLong }) {
  const lines = after.replace(/\n$/, "").split("\n");
  if (before === undefined) {
    if (isLong || lines.length > MAX_NEW_LINES) return `new    ${path} (${lines.length} lines)`;
    return [`new    ${path}`, ...lines.map((line) => `  + ${short(line)}`)].join("\n");
  }
  const old = before.replace(/\n$/, "").split("\n");
  const start = common(old, lines, (list, index) => list[index]);
  const most = Math.min(old.length, lines.length) - start;
  const end = Math.min(
    most,
    common(old, lines, (list, index) => list[list.length - 1 - index]),
  );
  return [
    `change ${path}, line ${start + 1}`,
    ...old.slice(Math.max(0, start - CONTEXT), start).map((line) => `    ${short(line)}`),
    ...old.slice(start, old.length - end).map((line) => `  - ${short(line)}`),
    ...lines.slice(start, lines.length - end).map((line) => `  + ${short(line)}`),
    ...old.slice(old.length - end, old.length - end + CONTEXT).map((line) => `    ${short(line)}`),
  ].join("\n");
}

/**
 * How many lines two texts have in common from one side.
 * @param {string[]} one
 * @param {string[]} other
 * @param {(list: string[], index: number) => string} at
 */
function common(one, other, at) {
  const most = Math.min(one.length, other.length);
  let count = 0;
  while (count < most && at(one, count) === at(other, count)) count += 1;
  return count;
}

/** @param {string} line */
function short(line) {
  return line.length > MAX_COLUMNS
    ? `${line.slice(0, MAX_COLUMNS)}… (${line.length - MAX_COLUMNS} more)`
    : line;
}
