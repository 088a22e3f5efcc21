// What each framework needs when the package comes from npm: a file that creates the tracker, and a line that
// loads it. The same blocks stand in docs/npm.md and docs/frameworks.md.

import { atHeadEnd, firstInList, insideComponent, withImport } from "./edit.js";
import { byHand, editFile, newFile, together } from "./change.js";
import { firstOf, isOlderThan, withEndings } from "./project.js";

/** @import { Project } from "./project.js" */
/** @import { Setup } from "./change.js" */
/** @import { Settings } from "./settings.js" */
/** @typedef {Pick<Setup, "changes" | "steps">} Parts */

const SCRIPTS = ["ts", "js", "mjs"];
const COMPONENTS = ["tsx", "jsx", "ts", "js"];

/**
 * The options of `createTracker`, as source text.
 * @param {Settings} settings
 */
function optionsText({ writeKey, region, anonymous, consentFrom }) {
  const options = [
    `writeKey: ${JSON.stringify(writeKey)}`,
    ...(region === "eu" ? ['region: "eu"'] : []),
    ...(anonymous === "send" ? ['anonymous: "send"'] : []),
    ...(consentFrom ? [`consentFrom: ${JSON.stringify(consentFrom)}`] : []),
    "adapters: [spa]",
  ];
  return `{ ${options.join(", ")} }`;
}

const IMPORTS = 'import { createTracker } from "shoptrail";\nimport spa from "shoptrail/adapters/spa";\n';

/** @param {Settings} settings */
const trackerFile = (settings) =>
  `${IMPORTS}\nexport const shoptrail = createTracker(${optionsText(settings)});\n`;

/** @param {Settings} settings */
const startFile = (settings) => `${IMPORTS}\ncreateTracker(${optionsText(settings)});\n`;

/**
 * A file that runs in the browser before the framework. One that is there gets the lines in front.
 * @param {Project} project
 * @param {string} stem
 * @param {Settings} settings
 * @returns {Parts}
 */
function clientFile(project, stem, settings) {
  const there = firstOf(project, withEndings([stem], SCRIPTS));
  if (!there) return newFile(project, `${stem}.${project.isTypeScript ? "ts" : "js"}`, startFile(settings));
  const edit = (/** @type {string} */ text) =>
    `${withImport(text, IMPORTS.trimEnd()).replace(/\n*$/, "\n")}\ncreateTracker(${optionsText(settings)});\n`;
  return editFile(project, there, edit, "", "");
}

/**
 * @param {Project} project
 * @param {Settings} settings
 * @returns {Parts}
 */
export function next(project, settings) {
  if (isOlderThan(project.packages.next, 15, 3)) {
    return together(
      newFile(project, "shoptrail.js", trackerFile(settings)),
      byHand(
        "Next before 15.3 has no instrumentation-client. Import the tracker in a client component:",
        '"use client";\nimport { shoptrail } from "../shoptrail.js";',
      ),
    );
  }
  const isInSource = project.has("src/app") || project.has("src/pages");
  return clientFile(project, `${isInSource ? "src/" : ""}instrumentation-client`, settings);
}

/**
 * @param {Project} project
 * @param {Settings} settings
 * @returns {Parts}
 */
export const svelteKit = (project, settings) => clientFile(project, "src/hooks.client", settings);

/**
 * @param {Project} project
 * @param {Settings} settings
 * @returns {Parts}
 */
export function nuxt(project, settings) {
  const folder = project.has("app") ? "app/plugins" : "plugins";
  return newFile(
    project,
    `${folder}/shoptrail.${project.isTypeScript ? "ts" : "js"}`,
    'import shoptrail from "shoptrail/vue";\nimport spa from "shoptrail/adapters/spa";\n\n' +
      "export default defineNuxtPlugin(({ vueApp }) => {\n" +
      `  vueApp.use(shoptrail, ${optionsText(settings)});\n});\n`,
  );
}

/**
 * A project of Vite, or of another bundler: the tracker in a file, imported first by the entry of the page.
 * @param {Project} project
 * @param {Settings} settings
 * @returns {Parts}
 */
export function bundled(project, settings) {
  const entry = entryOf(project);
  const folder = entry?.includes("/") ? entry.slice(0, entry.lastIndexOf("/") + 1) : "";
  const typed = project.isTypeScript && entry && /\.tsx?$/.test(entry);
  const path = `${entry ? folder : project.has("src") ? "src/" : ""}shoptrail.${typed ? "ts" : "js"}`;
  const file = newFile(project, path, trackerFile(settings));
  const line = `import "./shoptrail${typed ? "" : ".js"}";`;
  return together(
    file,
    entry
      ? editFile(project, entry, (text) => withImport(text, line), "", "")
      : byHand("Import it first in the script of your pages:", `import "./${path}";`),
  );
}

/**
 * The script that index.html loads, or the usual name of it.
 * @param {Project} project
 */
function entryOf(project) {
  const html = firstOf(project, ["index.html", "src/index.html"]);
  const source =
    html && /<script[^>]*type=["']module["'][^>]*src=["']\/?([^"']+)["']/i.exec(project.read(html));
  if (source && project.has(source[1])) return source[1];
  return firstOf(project, withEndings(["src/main", "src/index", "main", "index"], [...COMPONENTS, "mjs"]));
}

/**
 * @param {Project} project
 * @param {Settings} settings
 * @returns {Parts}
 */
export function astro(project, settings) {
  const component = newFile(
    project,
    "src/components/Shoptrail.astro",
    `<script>\n${startFile(settings).replace(/^(?=.)/gm, "  ")}</script>\n`,
  );
  const line = 'import Shoptrail from "../components/Shoptrail.astro";';
  const [layout] = ["src/layouts", "src/pages"].flatMap((folder) =>
    project
      .list(folder)
      .map((name) => `${folder}/${name}`)
      .filter((path) => path.endsWith(".astro") && /<\/head\s*>/i.test(project.read(path))),
  );
  const otherwise = "Put the component into the head of your layout:";
  const block = `---\n${line}\n---\n<head>… <Shoptrail /></head>`;
  if (!layout) return together(component, byHand(otherwise, block));
  const edit = (/** @type {string} */ text) => {
    const imported = /^---[ \t]*\n/.test(text)
      ? text.replace(/^---[ \t]*\n/, `---\n${line}\n`)
      : `---\n${line}\n---\n${text}`;
    return atHeadEnd(imported, "<Shoptrail />");
  };
  return together(component, editFile(project, layout, edit, otherwise, block));
}

/**
 * @param {Project} project
 * @param {Settings} settings
 * @returns {Parts}
 */
export function reactRouter(project, settings) {
  const path = `app/shoptrail.${project.isTypeScript ? "ts" : "js"}`;
  const line = 'import "./shoptrail";';
  const root = firstOf(project, withEndings(["app/root"], COMPONENTS));
  return together(
    newFile(project, path, trackerFile(settings)),
    root
      ? editFile(project, root, (text) => withImport(text, line), "", "")
      : byHand("Import it in the root of your app:", line),
  );
}

/**
 * @param {Project} project
 * @param {Settings} settings
 * @returns {Parts}
 */
export function angular(project, settings) {
  const file = newFile(
    project,
    "src/app/shoptrail.ts",
    'import { InjectionToken, inject, provideAppInitializer } from "@angular/core";\n' +
      'import { createTracker, type Tracker } from "shoptrail";\n' +
      'import spa from "shoptrail/adapters/spa";\n\n' +
      'export const SHOPTRAIL = new InjectionToken<Tracker>("shoptrail", {\n  providedIn: "root",\n' +
      `  factory: () => createTracker(${optionsText(settings)}),\n});\n` +
      "export const provideShoptrail = () => provideAppInitializer(() => void inject(SHOPTRAIL));\n",
  );
  const config = firstOf(project, ["src/app/app.config.ts", "src/main.ts"]);
  const from = config === "src/main.ts" ? "./app/shoptrail" : "./shoptrail";
  const line = `import { provideShoptrail } from "${from}";`;
  const otherwise = "Add the provider to those of your app:";
  const block = `${line}\nproviders: [provideShoptrail(), …]`;
  if (!config) return together(file, byHand(otherwise, block));
  const edit = (/** @type {string} */ text) => {
    const provided = firstInList(text, "providers", "provideShoptrail()");
    return provided && withImport(provided, line);
  };
  return together(file, editFile(project, config, edit, otherwise, block));
}

/**
 * @param {Project} project
 * @param {Settings} settings
 * @returns {Parts}
 */
export function hydrogen(project, settings) {
  const file = newFile(
    project,
    `app/components/ShoptrailAnalytics.${project.isTypeScript ? "tsx" : "jsx"}`,
    'import { useEffect } from "react";\nimport { useAnalytics } from "@shopify/hydrogen";\n' +
      `${IMPORTS.replace("\n", '\nimport { connectHydrogen } from "shoptrail/hydrogen";\n')}\n` +
      "export function ShoptrailAnalytics() {\n  const { subscribe, register } = useAnalytics();\n" +
      '  const { ready } = register("shoptrail");\n  useEffect(() => {\n' +
      `    connectHydrogen(subscribe, createTracker(${optionsText(settings)}));\n` +
      "    ready();\n  }, []);\n  return null;\n}\n",
  );
  const line = 'import { ShoptrailAnalytics } from "./components/ShoptrailAnalytics";';
  const otherwise = "Put the component inside <Analytics.Provider>:";
  const block = `${line}\n<Analytics.Provider …>\n  <ShoptrailAnalytics />`;
  const root = firstOf(project, withEndings(["app/root"], COMPONENTS));
  const edit = (/** @type {string} */ text) => {
    const placed = insideComponent(text, "Analytics.Provider", "<ShoptrailAnalytics />");
    return placed && withImport(placed, line);
  };
  const host = settings.region === "eu" ? "https://cdp-eu.customer.io" : "https://cdp.customer.io";
  return together(
    file,
    root ? editFile(project, root, edit, otherwise, block) : byHand(otherwise, block),
    byHand(
      "Allow WebAssembly and Customer.io in entry.server, in createContentSecurityPolicy:",
      `defaultSrc: ["'wasm-unsafe-eval'"], connectSrc: ["${host}"]`,
    ),
  );
}
