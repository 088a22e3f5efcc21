// Writes docs/conformance.md from the results of all checks. scripts/conformance.mjs calls it with `--write`;
// tests/package/conformance.test.mjs compares the page with what the quick checks give now.

import { wrapMarkdown } from "../../wrap.mjs";

/** What each check compares, and with what. */
const ABOUT = {
  accessibility: "axe-core on every page of the test shop, wide and narrow.",
  "back-forward":
    "Chromium's own word: a page goes into the back/forward cache and comes out of it. A page that is left " +
    "within milliseconds of a call may be dropped (`WebLocksContention`, about one time in ten on a busy " +
    "machine). An answer about its lock comes after it was put away. Its events are delivered all the same.",
  consent:
    "The IAB's encoders make a string for each set of purposes, and for each opt-out of each section. Its " +
    "scripts answer the sources `tcf` and `gpp`, and its decoders say what the string means. Of the United " +
    "States the opt-outs of sale, sharing and targeted advertising count, and the signal GPC.",
  "cookie-domain":
    "Three hosts below each public suffix, with a browser that keeps the list. The expected domain is the " +
    "one below the suffix, also where a suffix such as `k8s.scw.cloud` stands below a name that is none.",
  links:
    "Every link in every document leads to a file, and its anchor to a heading. Other sites are not asked.",
  liquid: "Shopify's theme-check with all its checks: the snippet in a theme, the block in an app extension.",
  referrers: "Lists of referrers with their medium, against the [channels](channels.md).",
  robots: "Lists of user agents, of robots and of people, against `bot-or-preview.js`.",
  syntax:
    "es-check reads each script of the package as ES2021, which Chrome 85, Firefox 79 and Safari 15 have. " +
    "The stub in the page is ES5.",
};

/** @param {{ name: string, rows: import("./compare.mjs").Row[] }[]} results */
export function page(results) {
  const text = `# Conformance

Written by \`npm run conformance -- --write\`; do not edit. Each check compares shoptrail with a list, a
library or a checker that others wrote. One runs by \`npm run conformance -- NAME\`. A difference is mended,
or it has its reason here. A difference without a reason fails the command, and so does a reason without a
difference.

| check | list | cases | agree | differ |
| --- | --- | --- | --- | --- |
${results.flatMap(({ name, rows }) => rows.map((row) => tableRow(name, row))).join("\n")}

${results.map(section).join("\n\n")}
`;
  return wrapMarkdown(text);
}

/** The row of the table for one list. */
export function tableRow(name, { list, checked, agree }) {
  return `| [${name}](#${name}) | ${list} | ${checked} | ${agree} | ${checked - agree} |`;
}

function section({ name, rows }) {
  const reasons = rows.flatMap(({ list, differences }) =>
    differences.map(
      ({ reason, count, examples }) =>
        `| ${list.replace(/ [\d.]+$/, "")} | ${count} | ${reason} | ${examples.map(shortened).join(", ")} |`,
    ),
  );
  const table = ["| list | cases | why they stay | for example |", "| --- | --- | --- | --- |", ...reasons];
  return `## ${name}\n\n${ABOUT[name]}${reasons.length ? `\n\n${table.join("\n")}` : ""}`;
}

const MOST_LETTERS = 60;

/** An example as code, without its middle when it is long. */
function shortened(example) {
  const text = example.replaceAll("|", "/");
  const half = MOST_LETTERS / 2;
  return `\`${text.length > MOST_LETTERS ? `${text.slice(0, half)}…${text.slice(-half)}` : text}\``;
}
