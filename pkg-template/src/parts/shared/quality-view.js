// The data-quality report as elements, for people who build a shop.
import { element } from "./element.js";

/** `quality` as `diagnostics().quality` gives it; undefined while that part is not there. */
export function qualityView(quality) {
  if (!quality) return element("p", {}, "The report is not there: is quality.js beside the script?");
  return [volume(quality), places(quality), completeness(quality), identity(quality)];
}

/** A number as people write it. */
export function figure(number) {
  return Number(number).toLocaleString("en-GB");
}

function volume({ events }) {
  const names = Object.keys(events);
  if (!names.length) return element("p", {}, "Nothing was tracked yet.");
  // What never happened needs no column.
  const columns = ["taken", "refused", "repeats", "waiting", "dropped", "delivered"].filter((column) =>
    names.some((name) => events[name][column]),
  );
  const bad = ["refused", "dropped"];
  return table(
    "Events",
    ["", ...columns],
    names.map((name) => [name, ...columns.map((column) => [events[name][column], bad.includes(column)])]),
  );
}

// What is always there needs no attention, and neither does an optional property that a shop does not have.
function completeness({ properties }) {
  const rows = [];
  for (const event in properties) {
    for (const name in properties[event]) {
      const { required, given, possible } = properties[event][name];
      if (given < possible && (required || given))
        rows.push([
          element("span", {}, event + " ", element("code", {}, name)),
          [figure(given) + " / " + figure(possible), required],
          [Math.round((100 * given) / possible) + " %", required],
        ]);
    }
  }
  const absent = Object.keys(properties)
    .map((event) => [
      event,
      Object.keys(properties[event]).filter(
        (name) => !properties[event][name].given && !properties[event][name].required,
      ),
    ])
    .filter(([, names]) => names.length);
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
        absent.map(([event, names]) => element("p", {}, element("b", {}, event), " " + names.join(", "))),
      ),
  ];
}

function places({ places, drops, repeats }) {
  const rows = Object.keys(places)
    .sort((a, b) => places[b] - places[a])
    .map((place) => {
      const [event, code] = [place.split(" ")[0], place.split(" ").pop()];
      const path = place.slice(event.length + 1, -code.length - 1);
      return [element("span", {}, event + " ", element("code", {}, path)), code, [places[place], true]];
    });
  for (const reason in drops) rows.push(["dropped", reason, [drops[reason], true]]);
  if (repeats) rows.push(["repeats suppressed", "", [repeats]]);
  return rows.length
    ? table("Violations", ["where", "what", ""], rows)
    : section("Violations", element("p", { class: "good" }, "None."));
}

function identity({ identity: { events, stitched, checkouts, ordered } }) {
  return section(
    "Identity",
    element(
      "p",
      {},
      "Checkouts started: ",
      element("b", {}, figure(checkouts)),
      ", of which ended in an order by the same shopper: ",
      element("b", { class: ordered < checkouts ? "warn" : "good" }, figure(ordered)),
      ".",
    ),
    element(
      "p",
      {},
      "Events taken: ",
      element("b", {}, figure(events)),
      ", of which anonymous first, and then a known person's: ",
      element("b", {}, figure(stitched)),
      ".",
    ),
  );
}

/** Cells are texts, elements, or `[number or text, is it bad?]`. */
function table(title, head, rows) {
  const cell = (content, index) => {
    const [value, bad] = Array.isArray(content) ? content : [content];
    const text = typeof value === "number" ? (value ? figure(value) : "·") : value;
    return element(index ? "td" : "th", { class: bad && value ? "bad" : "" }, text);
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

function section(title, ...content) {
  return element("section", {}, element("h4", {}, title), content);
}
