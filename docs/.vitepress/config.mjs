// VitePress settings of the documentation site. scripts/docs/site.mjs copies them beside the staged pages
// and gives the base path and the output folder. https://vitepress.dev/reference/site-config

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { READERS } from "./navigation.mjs";
import { slug } from "./slug.mjs";

const SOURCE = fileURLToPath(new URL("..", import.meta.url));
const exists = (page) => existsSync(`${SOURCE}${page}.md`);
const address = (page) => `/${page.replace(/(^|\/)index$/, "$1")}`;

export default {
  title: "shoptrail",
  description: "Storefront events for Customer.io: how to install, use, operate and change shoptrail.",
  lang: "en",
  cleanUrls: false,
  lastUpdated: false,
  // Every dead link fails the build.
  ignoreDeadLinks: false,
  markdown: {
    anchor: { slugify: slug },
    config(md) {
      // A page becomes a Vue template. `{{ … }}` in a document is Liquid, and stays as it is.
      const render = md.renderer.rules.code_inline;
      md.renderer.rules.code_inline = (...args) => render(...args).replace("<code", "<code v-pre");
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Install", link: "/script-tag" },
      { text: "Plan", link: "/plan" },
      { text: "Options", link: "/reference/options" },
      { text: "Troubleshooting", link: "/troubleshooting" },
    ],
    sidebar: READERS.map(([text, pages]) => ({
      text,
      collapsed: false,
      items: pages
        .filter(([, page]) => exists(page))
        .map(([title, page]) => ({ text: title, link: address(page) })),
    })),
  },
};
