// What a shop needs that loads the script by a tag: the snippet in its pages, and a place for the files of
// the package. That is the shop's own address of them, or a copy in the project.

import { packageFile, packageFiles, packageVersion } from "../files.js";
import { atHeadStart } from "./edit.js";
import { byHand, editFile, together } from "./change.js";
import { firstOf } from "./project.js";

/** @import { Project } from "./project.js" */
/** @import { Change, Setup } from "./change.js" */
/** @import { Settings } from "./settings.js" */
/** @typedef {Pick<Setup, "changes" | "steps">} Parts */

const ENDPOINTS = { us: "https://cdp.customer.io", eu: "https://cdp-eu.customer.io" };
const COPY = "shoptrail";
/** Scripts of npm projects and of other places: the tag never loads them. */
const NOT_LOADED = /^(index|url|noop|compat-\w+|react|vue|hydrogen|shopify-pixel|two-files\.min)\.js$/;

/**
 * The two lines of pkg/snippet.html with the user's answers.
 * @param {Settings} settings
 * @param {string} place
 */
function snippet({ writeKey, region, anonymous, consentFrom }, place) {
  const more = [
    ...(anonymous === "send" ? ['data-anonymous="send"'] : []),
    ...(consentFrom ? [`data-consent-from="${attribute(consentFrom)}"`] : []),
  ];
  return packageFile("snippet.html")
    .trimEnd()
    .replaceAll("__CDN__", () => attribute(place))
    .replaceAll("__KEY__", () => attribute(writeKey))
    .replaceAll("__API__", ENDPOINTS[region])
    .replace(/><\/script>$/, () => `${more.map((text) => ` ${text}`).join("")}></script>`);
}

/** @param {string} text */
const attribute = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/**
 * Static pages, and any shop whose pages are in the project. `file` is the page or template to change.
 * @param {Project} project
 * @param {Settings} settings
 * @param {string | undefined} file
 * @returns {Parts}
 */
export function html(project, settings, file) {
  const folder = `${COPY}/${packageVersion()}`;
  // Vite and others serve the folder `public` as the root of the site.
  const root = project.has("public") ? "public/" : "";
  const copied =
    settings.cdn === undefined ? copies(project, `${root}${folder}`) : { changes: [], steps: [] };
  const page = file ?? firstOf(project, ["index.html", "public/index.html", "src/index.html"]);
  const block = snippet(settings, settings.cdn ?? `/${folder}`);
  const otherwise = "Put these lines at the beginning of the <head> of every page:";
  return together(
    copied,
    page && project.has(page)
      ? editFile(project, page, (text) => atHeadStart(text, block), otherwise, block)
      : byHand(otherwise, block),
    ...(page ? [{ changes: [], steps: ["Put the same lines into the <head> of your other pages."] }] : []),
  );
}

/**
 * The files that the tag loads, as new files of the project.
 * @param {Project} project
 * @param {string} folder
 * @returns {Parts}
 */
function copies(project, folder) {
  const names = packageFiles()
    .filter((name) => /^(adapters\/)?[\w.-]+\.js$/.test(name) && !NOT_LOADED.test(name))
    .filter((name) => !project.has(`${folder}/${name}`));
  return {
    changes: names.map((name) => newCopy(`${folder}/${name}`, packageFile(name))),
    steps: [],
  };
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {Change}
 */
const newCopy = (path, text) => ({ path, before: undefined, after: text, isLong: true });

/**
 * A theme of Shopify: the snippet as a file, and the line that renders it.
 * @param {Project} project
 * @param {Settings} settings
 * @returns {Parts}
 */
export function shopify(project, settings) {
  const options = [
    `write_key: '${settings.writeKey}'`,
    `cdn: '${settings.cdn ?? "https://cdn.your-shop.example"}'`,
    ...(settings.region === "eu" ? ["region: 'eu'"] : []),
    ...(settings.anonymous === "send" ? ["anonymous: 'send'"] : []),
    ...(settings.consentFrom ? [`consent_from: '${settings.consentFrom}'`] : []),
  ];
  const line = `{% render 'shoptrail', ${options.join(", ")} %}`;
  const otherwise = "Write this line as early as possible into the <head> of layout/theme.liquid:";
  const layout = "layout/theme.liquid";
  const steps = [
    ...(settings.cdn
      ? []
      : ["Put the content of the package on a web server, and its address into the line, as `cdn`."]),
    "Orders need the pixel: in the Shopify admin, Settings → Customer events → Add custom pixel. Paste " +
      "shopify/custom-pixel.js of the package, set writeKey and shop, save, and choose Connect.",
  ];
  return together(
    {
      changes: [newCopy("snippets/shoptrail.liquid", packageFile("shopify/snippets/shoptrail.liquid"))],
      steps: [],
    },
    project.has(layout)
      ? editFile(project, layout, (text) => atHeadStart(text, line), otherwise, line)
      : byHand(otherwise, line),
    { changes: [], steps },
  );
}

/**
 * WordPress with WooCommerce: the plugin as a folder. Its settings are in WordPress's admin.
 * @param {Project} project
 * @param {Settings} settings
 * @returns {Parts}
 */
export function wooCommerce(project, { writeKey, region, anonymous, consentFrom }) {
  const plugins = project.has("wp-content") ? "wp-content/plugins/" : "";
  const prefix = "woocommerce/";
  return {
    changes: packageFiles()
      .filter((name) => name.startsWith(`${prefix}shoptrail-for-woocommerce/`))
      .map((name) => newCopy(`${plugins}${name.slice(prefix.length)}`, packageFile(name)))
      .filter(({ path, after }) => !project.has(path) || project.read(path) !== after)
      .map((change) =>
        project.has(change.path) ? { ...change, before: project.read(change.path) } : change,
      ),
    steps: [
      plugins
        ? "Activate the plugin shoptrail in WordPress, under Plugins."
        : "Zip the folder shoptrail-for-woocommerce. In WordPress: Plugins, Add New, Upload Plugin.",
      `Under WooCommerce, shoptrail: write key ${writeKey}, region ${region}, ` +
        `consent ${consentFrom ?? "none"}, unknown shoppers ${anonymous}.`,
    ],
  };
}
