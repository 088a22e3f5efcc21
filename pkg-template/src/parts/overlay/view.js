// The elements of the overlay: its header, its tabs, and its list of events.
import { element } from "../shared/element.js";

/**
 * @import { Diagnostics, MessageState } from "../../../index.js"
 * @import { Child } from "../shared/element.js"
 * @import { Look, ShownEvent } from "./storage.js"
 *
 * @typedef {MessageState | "stored" | "delivered" | "dropped" | "refused" | "repeat" | "done"} EventState
 * @typedef {ShownEvent & { where: EventState }} Row
 */

/** @type {Record<EventState, string>} */
const STATE_LABELS = {
  held: "held until identify",
  stored: "in storage",
  waiting: "waiting",
  in_flight: "in request",
  handed_off: "left by beacon",
  delivered: "delivered",
  dropped: "dropped",
  refused: "refused",
  repeat: "repeat",
  done: "done",
};

/**
 * @param {ShownEvent} event
 * @param {(id: string) => MessageState | "stored" | undefined} stateOf
 * @returns {EventState}
 */
export function eventState({ id, reason, dropped }, stateOf) {
  if (reason) return reason === "repeat" ? "repeat" : "refused";
  if (dropped) return "dropped";
  if (!id) return "done";
  // A message that has left and was not dropped was taken by the collector.
  return stateOf(id) || "delivered";
}

/**
 * @param {Diagnostics} diagnostics
 * @param {Row[]} rows
 * @param {Look} look
 * @param {{ changeLook: (change: Look) => void, close: () => void }} actions
 */
export function header(diagnostics, rows, look, { changeLook, close }) {
  const faultyCount = rows.filter(({ where, violations }) => violations.length || where === "dropped").length;
  return element(
    "header",
    {},
    element("i", { class: diagnostics.on ? "good" : "bad" }),
    element("b", {}, "shoptrail"),
    element("span", { class: "state" }, trackerState(diagnostics)),
    element(
      "span",
      { class: "count", title: "Messages not delivered yet" },
      (diagnostics.on ? diagnostics.messages.length : 0) + " open",
    ),
    faultyCount > 0 &&
      element("span", { class: "count bad", title: "Events with violations" }, faultyCount + " wrong"),
    button("To the other side", "⇄", () => changeLook({ left: !look.left })),
    button(look.small ? "Open" : "Fold", look.small ? "+" : "–", () => changeLook({ small: !look.small })),
    button("Close", "×", close),
  );
}

/** @param {Diagnostics} diagnostics */
function trackerState(diagnostics) {
  if (diagnostics.on) return diagnostics.identity?.state;
  const { off_reason: reason, options } = diagnostics;
  return reason === "options" && options
    ? "off: " + options.map(({ option }) => option).join(", ")
    : "off: " + reason;
}

/** @type {Record<string, string>} */
const TABS = { events: "Events", quality: "Data quality", storage: "Storage" };

/**
 * @param {string} current The name of the tab that is open.
 * @param {(name: string) => void} open
 * @param {(button: HTMLElement) => void} copyReport
 */
export function tabs(current, open, copyReport) {
  return element(
    "nav",
    {},
    Object.keys(TABS).map((name) => {
      const choose = button("", TABS[name], () => open(name));
      choose.setAttribute("aria-pressed", String(current === name));
      return choose;
    }),
    current !== "events" &&
      button("The report as JSON, without personal data", "Copy report", (event) =>
        copyReport(/** @type {HTMLElement} */ (event.target)),
      ),
  );
}

/**
 * @param {Row[]} rows The newest first.
 * @returns {Child}
 */
export function eventList(rows) {
  if (!rows.length) return element("p", {}, "No events yet.");
  /** @type {string | undefined} */
  let page;
  return rows.map((row) => {
    const heading = row.page !== page && element("h3", {}, (page = row.page));
    const reason =
      row.where === "refused" && !row.violations.length
        ? row.reason
        : row.where === "dropped"
          ? row.dropped
          : "";
    return [
      heading,
      element(
        "article",
        { "data-event": row.name, "data-where": row.where },
        element("time", {}, new Date(row.at).toTimeString().slice(0, 8)),
        element("b", {}, row.name),
        element("em", {}, STATE_LABELS[row.where] || row.where),
        reason && element("p", { class: "bad" }, reason),
        row.violations.map(({ code, path, message, kept }) =>
          element(
            "p",
            { class: row.where === "refused" ? "bad" : "warn" },
            element("code", {}, path || row.name),
            " " + message + " (" + code + ")" + (kept ? ", read as " + kept : ""),
          ),
        ),
      ),
    ];
  });
}

/**
 * @param {string} title
 * @param {string} text
 * @param {(event: MouseEvent) => void} onClick
 */
function button(title, text, onClick) {
  const made = element("button", { type: "button", title, "aria-label": title || text }, text);
  made.addEventListener("click", onClick);
  return made;
}
