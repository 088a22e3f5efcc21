// What the doctor finds in the events of a visit: what each one carried, what it lacked, and what is wrong.

import { checkMessage } from "../../testing/check.js";
import { messageName, nameInMessage, planEvent } from "../../testing/plan-names.js";
import { problemText } from "../../testing/expectation.js";

/** @import { Visit } from "./walk.js" */
/** @import { Add } from "./findings.js" */
/**
 * @typedef {object} EventReport
 * @property {string} name
 * @property {string} messageId
 * @property {string} page
 * @property {string[]} carried  properties of the plan
 * @property {string[]} lacked  required ones that are absent
 * @property {string[]} optional  others that are absent
 * @property {{ code: string, path: string, message: string }[]} problems
 */

// What a step of the walk is expected to be counted as.
/** @type {Record<string, string>} */
const EXPECTED = { product: "product_viewed", "add to cart": "add_to_cart" };

/**
 * @param {Visit} visit
 * @returns {EventReport[]}
 */
export function eventReports({ sent }) {
  const seen = new Set();
  return sent.flatMap(({ message, url }) => {
    if (message.type === "identify" || seen.has(message.messageId)) return [];
    seen.add(message.messageId);
    const name = messageName(message);
    const rows = planEvent(name)?.properties ?? [];
    const absent = rows.filter((row) => nameInMessage(message, row.name) === undefined);
    return [
      {
        name,
        messageId: message.messageId,
        page: message.context?.page?.path ?? "",
        carried: rows.filter((row) => !absent.includes(row)).map((row) => row.name),
        lacked: absent.filter(({ required }) => required).map((row) => row.name),
        optional: absent.filter(({ required }) => !required).map((row) => row.name),
        // The page has accepted it, so it may be an event of the shop's own.
        problems: checkMessage(message, url, { allowUnknownEvents: true }),
      },
    ];
  });
}

/**
 * @param {Visit} visit
 * @param {Add} add
 */
export function eventFindings(visit, add) {
  const reports = eventReports(visit);
  for (const { name, page, carried, lacked, problems } of reports) {
    const where = page ? ` on ${page}` : "";
    const text = `${name}${where}: ${carried.join(", ") || "no properties of the plan"}`;
    add(
      lacked.length ? "warning" : "ok",
      "events",
      lacked.length ? `${text}; lacks ${lacked.join(", ")}` : text,
    );
    for (const problem of problems) add("problem", "events", `${name}${where}: ${problemText(problem)}`);
  }
  const refused = visit.steps[visit.steps.length - 1].facts.diagnostics?.refused ?? 0;
  if (refused)
    add("problem", "events", `${refused} calls were refused`, "data-debug names them on the console.");
  missingEvents(visit, reports, add);
}

/**
 * Steps of the walk that were not counted. Without a delivery nobody knows.
 * @param {Visit} visit
 * @param {EventReport[]} reports
 * @param {Add} add
 */
function missingEvents({ steps, sent }, reports, add) {
  const last = steps[steps.length - 1].facts.diagnostics;
  if (!sent.length) {
    if (last?.on && !last.counts.held) add("warning", "events", "the pages sent nothing");
    return;
  }
  for (const { name } of steps) {
    const event = EXPECTED[name];
    if (event && !reports.some((report) => report.name === event))
      add(
        "warning",
        "events",
        `${event} is not tracked`,
        `The doctor came to: ${name}. See ADAPTERS.md, or call track().`,
      );
  }
}
