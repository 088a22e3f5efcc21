// `npx shoptrail init`: sets up a shop. It recognises the platform, asks what it has to know, shows each
// change, and writes after a yes. At the end it can examine the running shop as `check` does.

import { Misuse } from "./arguments.js";
import { run as check } from "./check.js";
import { askOn } from "./init/ask.js";
import { write } from "./init/change.js";
import { changeText } from "./init/diff.js";
import { PLATFORMS, recognise } from "./init/platforms.js";
import { readProject } from "./init/project.js";
import { readSettings } from "./init/settings.js";
import { counted } from "./text-table.js";

/** @import { Given } from "./arguments.js" */
/** @import { Ask } from "./init/ask.js" */
/** @import { Setup } from "./init/change.js" */
/** @import { Platform } from "./init/platforms.js" */
/** @import { Project } from "./init/project.js" */

const INSTALL = { npm: "npm install", pnpm: "pnpm add", yarn: "yarn add", bun: "bun add" };

/** @param {Given} given */
export async function run(given) {
  const ask = process.stdin.isTTY || given.switches.ask ? askOn(process.stdin, process.stderr) : undefined;
  try {
    return await setUp(given, ask);
  } finally {
    ask?.close();
  }
}

/**
 * @param {Given} given
 * @param {Ask | undefined} ask
 */
async function setUp({ options, switches }, ask) {
  const project = readProject(options.folder ?? ".");
  const platform = await choosePlatform(project, options.platform, ask);
  if (options.file !== undefined && !project.has(options.file))
    throw new Misuse(`the file ${options.file} does not exist`);
  const present = platform.traces
    .concat(options.file ?? [])
    .find((path) => project.has(path) && /shoptrail/i.test(project.read(path)));
  if (present) {
    say(`shoptrail is already in ${present}. Nothing was changed.`);
    return 0;
  }
  const settings = await readSettings(options, ask, {
    needsPlace: platform.needsPlace === true,
    isShopify: platform.name === "shopify" || platform.name === "hydrogen",
  });
  const setup = platform.setUp(project, settings, options.file);
  show(setup.changes);
  if (switches["dry-run"]) {
    say("Nothing was written.");
  } else {
    if (setup.changes.length && !switches.yes && !(await mayWrite(ask))) return 1;
    write(project, setup.changes);
    say(`${counted(setup.changes.length, "file")} written.`);
  }
  sayWhatIsLeft(project, platform, setup.steps);
  return switches["dry-run"] ? 0 : examine(options.check, ask);
}

/**
 * @param {Project} project
 * @param {string | undefined} name
 * @param {Ask | undefined} ask
 * @returns {Promise<Platform>}
 */
async function choosePlatform(project, name, ask) {
  const found = recognise(project);
  const names = PLATFORMS.map((platform) => platform.name);
  const chosen =
    name ??
    (await ask?.choice(
      "Platform",
      found
        ? [found.name, ...names.filter((other) => other !== found.name)]
        : ["html", ...names.slice(0, -1)],
    )) ??
    found?.name;
  if (chosen === undefined)
    throw new Misuse(`no platform is recognised in ${project.folder}: give --platform (${names.join(", ")})`);
  return /** @type {Platform} */ (PLATFORMS.find((platform) => platform.name === chosen));
}

/** @param {Setup["changes"]} changes */
function show(changes) {
  const copies = changes.filter(({ isLong }) => isLong);
  const isMany = copies.length > 5;
  for (const change of changes) if (!isMany || !change.isLong) say(`${changeText(change)}\n`);
  if (!isMany) return;
  const folder = copies[0].path.slice(0, commonLength(copies.map(({ path }) => path)));
  say(`new    ${folder}: ${counted(copies.length, "file")} of the package\n`);
}

/**
 * The length of the folder that all paths are in.
 * @param {string[]} paths
 */
function commonLength(paths) {
  const [first] = paths;
  let length = first.length;
  while (length && !paths.every((path) => path.startsWith(first.slice(0, length)))) length -= 1;
  return first.lastIndexOf("/", length) + 1;
}

/** @param {Ask | undefined} ask */
async function mayWrite(ask) {
  if (!ask) throw new Misuse("nobody can answer here: give --yes to write these changes, or --dry-run");
  if ((await ask.choice("Write this", ["no", "yes"])) === "yes") return true;
  say("Nothing was written.");
  return false;
}

/**
 * @param {Project} project
 * @param {Platform} platform
 * @param {string[]} steps
 */
function sayWhatIsLeft(project, { way, see }, steps) {
  const left =
    way === "npm" && !Object.hasOwn(project.packages, "shoptrail")
      ? [`Install the package: ${INSTALL[project.manager]} shoptrail`, ...steps]
      : steps;
  if (left.length) say(`\nWhat is left to do:\n${numbered(left)}`);
  say(`\nWhat you should see:\n${numbered(see)}`);
}

/**
 * @param {string | undefined} given
 * @param {Ask | undefined} ask
 * @returns {Promise<number>}
 */
async function examine(given, ask) {
  const url =
    given ??
    (await ask?.text("\nAddress of the running shop, to examine it now (empty: later)", /^/, "anything"));
  if (!url) {
    say("\nOnce the shop runs, `npx shoptrail check URL` examines it.");
    return 0;
  }
  return check({ words: [url], options: {}, switches: {}, rest: [], isHelp: false });
}

/** @param {string[]} lines */
const numbered = (lines) => lines.map((line, index) => `${index + 1}. ${line}`).join("\n");

/** @param {string} text */
function say(text) {
  process.stdout.write(`${text}\n`);
}
