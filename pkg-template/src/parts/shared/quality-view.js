// Shows the data-quality report as elements, for people who build a shop.
import { element } from "./element.js";

/**
 * @import { Quality } from "../../../index.js"
 * @import { Child } from "./element.js"
 *
 * @typedef {Child | [value: string | number, isBad?: boolean]} Cell
 */

/**
 * @param {Quality | undefined} quality As in `diagnostics().quality`; undefined while that part is not
 * loaded.
 * @returns {Child}
 */
export function qualityView(quality) {
  if (!quality) return element("p", {}, "There is no report. Check that quality.js is beside the script.");
  return [events(quality), violations(quality), completeness(quality), identity(quality)];
}

/** @param {number} number */
function formatNumber(number) {
  return Number(number).toLocaleString("en-GB");
}

/** @param {Quality} quality */
function events({ events: rows }) {
  const names = Object.keys(rows);
  if (!names.length) return element("p", {}, "No events yet.");
  // A column is left out when every number in it is 0.
  const columns = /** @type {const} */ ([
    "taken",
    "refused",
    "repeats",
    "waiting",
    "dropped",
    "delivered",
  ]).filter((column) => names.some((name) => rows[name][column]));
  return table(
    "Events",
    ["", ...columns],
    names.map((name) => [
      name,
      ...columns.map((column) => /** @type {Cell} */ ([rows[name][column], /refused|dropped/.test(column)])),
    ]),
  );
}

/**
 * Shows the properties that are not always given. An optional property that a shop never gives is listed
 * apart: the shop may not have it.
 *
 * @param {Quality} quality
 * @returns {Child}
 */
function completeness({ properties }) {
  /** @type {Cell[][]} */
  const rows = [];
  for (const event in properties) {
    for (const name in properties[event]) {
      const { required, given, possible } = properties[event][name];
      if (given < possible && (required || given))
        rows.push([
          element("span", {}, event + " ", element("code", {}, name)),
          [formatNumber(given) + " / " + formatNumber(possible), required],
          [Math.round((100 * given) / possible) + " %", required],
        ]);
    }
  }
  const absent = Object.keys(properties)
    .map((event) => ({
      event,
      names: Object.keys(properties[event]).filter(
        (name) => !properties[event][name].given && !properties[event][name].required,
      ),
    }))
    .filter(({ names }) => names.length);
  return [
    rows.length
      ? table("Not always given", ["property", "given", ""], rows)
      : section(
          "Not always given",
          element("p", { class: "good" }, "Every required property is always given."),
        ),
    absent.length > 0 &&
      element(
        "details",
        {},
        element("summary", {}, "Optional, and never given"),
        absent.map(({ event, names }) => element("p", {}, element("b", {}, event), " " + names.join(", "))),
      ),
  ];
}

/** @param {Quality} quality */
function violations({ places, drops, repeats }) {
  /** @type {Cell[][]} */
  const rows = Object.keys(places)
    .sort((a, b) => places[b] - places[a])
    .map((place) => {
      const words = place.split(" ");
      const event = words[0];
      const code = words[words.length - 1];
      const path = place.slice(event.length + 1, -code.length - 1);
      return [element("span", {}, event + " ", element("code", {}, path)), code, [places[place], true]];
    });
  for (const reason in drops) rows.push(["dropped", reason, [drops[reason] || 0, true]]);
  if (repeats) rows.push(["repeats suppressed", "", [repeats]]);
  return rows.length
    ? table("Violations", ["where", "what", ""], rows)
    : section("Violations", element("p", { class: "good" }, "None."));
}

/** @param {Quality} quality */
function identity({ identity: { events: all, stitched, checkouts, ordered } }) {
  return section(
    "Identity",
    element(
      "p",
      {},
      "Checkouts started: ",
      element("b", {}, formatNumber(checkouts)),
      ", of which ended in an order by the same shopper: ",
      element("b", { class: ordered < checkouts ? "warn" : "good" }, formatNumber(ordered)),
      ".",
    ),
    element(
      "p",
      {},
      "Events taken: ",
      element("b", {}, formatNumber(all)),
      ", of which anonymous first, and then a known person's: ",
      element("b", {}, formatNumber(stitched)),
      ".",
    ),
  );
}

/**
 * @param {string} title
 * @param {string[]} head
 * @param {Cell[][]} rows Cells are texts, elements, or a value and whether it is bad.
 */
function table(title, head, rows) {
  const cell = (/** @type {Cell} */ content, /** @type {number} */ index) => {
    const [value, isBad] = /** @type {[Child, boolean?]} */ (Array.isArray(content) ? content : [content]);
    const text = typeof value === "number" ? (value ? formatNumber(value) : "·") : value;
    return element(index ? "td" : "th", { class: isBad && value ? "bad" : "" }, text);
  };
  return section(
    title,
    element(
      "table",
      {},
      element(
        "tr",
        {},
        head.map((name) => element("th", {}, name)),
      ),
      rows.map((row) => element("tr", {}, row.map(cell))),
    ),
  );
}

/**
 * @param {string} title
 * @param {...Child} content
 */
function section(title, ...content) {
  return element("section", {}, element("h4", {}, title), content);
}
