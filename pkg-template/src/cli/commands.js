// The commands of `npx shoptrail`: what each does, its words and its options. A command's own file does it.

/** @import { Command } from "./arguments.js" */

/** Those of init/platforms.js, which is read only when `init` runs. */
export const PLATFORM_NAMES = [
  "shopify",
  "woocommerce",
  "hydrogen",
  "next",
  "nuxt",
  "sveltekit",
  "astro",
  "react-router",
  "angular",
  "vue",
  "react",
  "bundler",
  "html",
];
const ORDER_OPTIONS = {
  orders: {
    value: "FILE",
    doc: "the shop's export of orders: CSV of Shopify or WooCommerce",
    required: true,
  },
  "time-zone": { value: "ZONE", doc: "of dates without one, and of the days in the report; default UTC" },
  columns: {
    value: "LIST",
    doc: "columns of another export, such as id=Order,total=Sum,currency=Cur,date=When",
  },
};

/** @type {Record<string, Command>} */
export const COMMANDS = {
  init: {
    summary: "set up a shop: recognise the platform, show the changes, write them",
    options: {
      platform: { value: "NAME", doc: "default: recognised by the project's files", allowed: PLATFORM_NAMES },
      "write-key": { value: "KEY", doc: "the write key of the Customer.io source" },
      region: { value: "REGION", doc: "data centre of the account; default us", allowed: ["us", "eu"] },
      cdn: { value: "URL", doc: "where the package's files are; without it, html gets a copy of them" },
      "consent-from": { value: "NAMES", doc: "consent managers to follow, or none; default none" },
      anonymous: {
        value: "WHAT",
        doc: "what happens to events of unknown shoppers; default hold",
        allowed: ["hold", "send"],
      },
      folder: { value: "FOLDER", doc: "the project; default this folder" },
      file: { value: "FILE", doc: "with html: the page or template whose head gets the tag" },
      check: { value: "URL", doc: "the running shop, to examine it at the end" },
      yes: { doc: "write without asking" },
      "dry-run": { doc: "show the changes, and write nothing" },
      ask: { doc: "read the answers from standard input, also where it is no terminal" },
    },
    notes: "On a terminal it asks for what no option says. A file of yours is never replaced, only added to.",
    load: () => import("./init.js"),
  },
  plan: {
    summary: "print the tracking plan, or one event of it",
    words: ["event?"],
    options: {
      format: {
        value: "FORMAT",
        doc: "how to print it; default table",
        allowed: ["table", "json", "md", "csv", "schema"],
      },
    },
    load: () => import("./plan.js"),
  },
  recipes: {
    summary: "print segments and journeys to build on it",
    options: { format: { value: "FORMAT", doc: "how to print them; default md", allowed: ["md", "json"] } },
    load: () => import("./recipes.js"),
  },
  types: {
    summary: "write TypeScript for the shop's own events",
    words: ["FILE"],
    options: { out: { value: "FILE", doc: "where to write it; default standard output" } },
    notes: "FILE is JSON: the option customEvents, or an object that has it as customEvents.",
    load: () => import("./types.js"),
  },
  collect: {
    summary: "receive, check and list what a shop sends, for tests",
    rest: "COMMAND",
    options: {
      port: { value: "NUMBER", doc: "the port to listen on; default any free one" },
      expect: { value: "FILE", doc: "JSON: a list of expected events; see docs/testing.md" },
      timeout: { value: "SECONDS", doc: "how long to wait for what is expected; default 60" },
      fault: {
        value: "FAULT",
        doc: "answer every request with a fault",
        allowed: ["429", "500", "503", "slow", "cut", "refuse"],
      },
      "custom-events": { value: "FILE", doc: "JSON: the option customEvents of the page" },
      log: { value: "FILE", doc: "write each message as a line of JSON" },
      junit: { value: "FILE", doc: "write the report as JUnit XML" },
      json: { doc: "print the report as JSON" },
    },
    notes: [
      "With a command behind `--` the collector runs while the command runs: the command finds its address",
      "in SHOPTRAIL_COLLECTOR. Without one it runs until everything expected has come, or until Ctrl-C.",
    ].join("\n"),
    load: () => import("./collect.js"),
  },
  check: {
    summary: "examine the tracking of a page in Chromium",
    words: ["URL"],
    options: {
      json: { doc: "print the report as JSON" },
      html: { value: "FILE", doc: "write the report as one HTML page" },
      "grant-consent": { doc: "answer for the shopper: everything is allowed" },
      send: { doc: "let events go to Customer.io; without it they are answered on this machine" },
      timeout: { value: "SECONDS", doc: "limit for each page; default 20" },
      "no-walk": { doc: "examine this page alone, without product and cart" },
    },
    notes: "Chromium is taken from CHROME, or found on this machine.",
    load: () => import("./check.js"),
  },
  reconcile: {
    summary: "compare the shop's orders with the events that arrived",
    options: {
      ...ORDER_OPTIONS,
      events: {
        value: "FILE",
        doc: "what arrived: the log of `collect`, or an export of Customer.io (NDJSON, JSON or CSV)",
        required: true,
      },
      json: { doc: "print the report as JSON" },
      html: { value: "FILE", doc: "write the report as one HTML page with a plot" },
    },
    load: () => import("./reconcile.js"),
  },
  backfill: {
    summary: "send orders that are missing at Customer.io",
    options: {
      ...ORDER_OPTIONS,
      "write-key": { value: "KEY", doc: "the write key of the Customer.io source" },
      region: { value: "REGION", doc: "data centre of the account; default us", allowed: ["us", "eu"] },
      endpoint: { value: "URL", doc: "another server that accepts the same batches" },
      shop: { value: "NAME", doc: "the shop's name in order ids, as in the page's option", required: true },
      rate: { value: "NUMBER", doc: "messages in a second; default 100" },
      progress: { value: "FILE", doc: "which orders were sent; default ORDERS.backfill.txt" },
      "dry-run": { doc: "send nothing; print what would be sent" },
      json: { doc: "print the report as JSON" },
    },
    notes: "Safe to repeat: an order has the same message id however often it is sent.",
    load: () => import("./backfill.js"),
  },
};

/** The text of `npx shoptrail help`. */
export function overview() {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `${name.padEnd(width)}  ${summary}`);
  const usages = Object.keys(COMMANDS).map((name) => `npx shoptrail ${line(name)}`);
  return [
    `usage: ${usages.join("\n       ")}`,
    "",
    ...lines,
    "",
    "npx shoptrail help COMMAND  prints the options of a command.",
    "Exit code: 0 nothing is wrong, 1 problems were found, 2 the arguments are wrong.",
  ].join("\n");
}

/**
 * The text of `npx shoptrail help COMMAND`.
 * @param {string} name
 */
export function usageOf(name) {
  const { summary, options, notes } = COMMANDS[name];
  const rows = Object.entries(options).map(([option, { value, doc, required, allowed }]) => [
    `--${option}${value ? ` ${value}` : ""}`,
    `${doc}${allowed ? ` (${allowed.join(", ")})` : ""}${required ? "; required" : ""}`,
  ]);
  const width = Math.max(...rows.map(([option]) => option.length));
  return [
    `usage: npx shoptrail ${line(name)}`,
    `\n${summary[0].toUpperCase()}${summary.slice(1)}.\n`,
    ...rows.map(([option, doc]) => `  ${option.padEnd(width)}  ${doc}`),
    ...(notes ? ["", notes] : []),
  ].join("\n");
}

/**
 * The command with its words and options.
 * @param {string} name
 */
function line(name) {
  const { words = [], options, rest } = COMMANDS[name];
  return [
    name,
    ...words.map((word) => (word.endsWith("?") ? `[${word.slice(0, -1)}]` : word)),
    ...Object.entries(options)
      .filter(([, { required }]) => required)
      .map(([option, { value }]) => `--${option} ${value}`),
    ...(Object.values(options).some(({ required }) => !required) ? ["[options]"] : []),
    ...(rest ? [`[-- ${rest}]`] : []),
  ].join(" ");
}
