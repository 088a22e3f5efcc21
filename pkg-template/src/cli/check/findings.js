// What the doctor finds in a visit: each finding says what is so, and what to do where something is wrong.

import { TRACKERS } from "./deliveries.js";
import { counted } from "../text-table.js";
import { eventFindings } from "./event-findings.js";
import { adapterFindings, consentFindings, policyFindings } from "./page-findings.js";
import { tagFindings } from "./tag-findings.js";

/** @import { Facts, Visit } from "./walk.js" */
/** @typedef {"ok" | "info" | "warning" | "problem"} Level */
/** @typedef {{ level: Level, area: string, text: string, advice?: string }} Finding */
/** @typedef {(level: Level, area: string, text: string, advice?: string) => void} Add */

/** Why a tracker is off, for people. @type {Record<string, string>} */
const OFF = {
  loading: "the script has not started",
  options: "an option is wrong",
  module: "WebAssembly is not available, and the fallback did not load",
  internal: "an error in the tracker",
  consent: "the shopper has not allowed it",
  bot: "the page takes this browser for a robot",
  preview: "this is a theme preview",
};
/**
 * @param {Visit} visit
 * @param {{ hasConsent: boolean, isSending: boolean }} how
 * @returns {Finding[]}
 */
export function findings(visit, how) {
  /** @type {Finding[]} */
  const found = [];
  /** @type {Add} */
  const add = (level, area, text, advice) =>
    void found.push({ level, area, text, ...(advice ? { advice } : {}) });
  if (visit.failure) {
    add("problem", "page", `the page does not open: ${visit.failure}`);
    return found;
  }
  const [{ facts }] = visit.steps;
  const isThere = tagFindings(visit, facts, add);
  if (isThere) {
    optionFindings(facts, add);
    policyFindings(visit, add);
    consentFindings(visit, how, add);
    adapterFindings(visit, add);
    eventFindings(visit, add);
    requestFindings(visit, how, add);
  }
  otherTrackerFindings(visit, add);
  for (const reason of visit.notReached) add("info", "walk", `not reached: ${reason}`);
  return found;
}

/**
 * @param {Facts} facts
 * @param {Add} add
 */
function optionFindings({ tags: [tag], options, diagnostics }, add) {
  const given = Object.entries(options).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  if (given.length) add("info", "options", given.join(", "));
  for (const { option, allowed } of diagnostics?.options ?? [])
    add("problem", "options", `${option} is wrong; allowed: ${allowed}`);
  if (diagnostics?.on) add("ok", "tracker", "it is on");
  else if (tag?.isHeldBack) return;
  else if (diagnostics?.off_reason === "consent") add("info", "tracker", `it is off: ${OFF.consent}`);
  else if (diagnostics)
    add("problem", "tracker", `it is off: ${OFF[diagnostics.off_reason] ?? diagnostics.off_reason}`);
  if (/^(true)?$/.test(String(options.bots ?? "-")))
    add("warning", "options", "bots is on: robots are counted", "Remove it outside tests.");
}

/**
 * @param {Visit} visit
 * @param {{ isSending: boolean }} how
 * @param {Add} add
 */
function requestFindings({ requests, sent, isTrailReleased, steps }, { isSending }, add) {
  const urls = new Set(sent.map(({ url }) => url));
  for (const url of urls) {
    const own = requests.filter((request) => request.url === url && request.method === "POST");
    const count = sent.filter((one) => one.url === url).length;
    const here = own.every(({ isAnsweredHere }) => isAnsweredHere);
    const bad = own.filter(({ status, failure }) => failure || (status !== undefined && status >= 400));
    const answers = [...new Set(own.map(({ status, failure }) => failure ?? status ?? "no answer"))].join(
      ", ",
    );
    const text = `${counted(count, "message")} in ${counted(own.length, "request")} to ${url}`;
    if (here) add("info", "requests", `${text}, answered on this machine: nothing left it`);
    else add(bad.length ? "problem" : "ok", "requests", `${text}, answered with ${answers}`);
  }
  const held = steps[steps.length - 1].facts.diagnostics?.counts?.held;
  if (isTrailReleased)
    add(
      "info",
      "hold",
      "anonymous events wait until the shopper identifies; the doctor identified an invented one",
    );
  else if (held) add("info", "hold", `${held} events wait until the shopper identifies (anonymous: hold)`);
  if (!urls.size && isSending) add("info", "requests", "nothing was sent");
}

/**
 * @param {Visit} visit
 * @param {Add} add
 */
function otherTrackerFindings({ requests, sentByOthers, sent }, add) {
  const there = TRACKERS.filter(({ url }) => requests.some((request) => url.test(request.url)));
  for (const { name, sends } of there) {
    if (sends === "customerio")
      add(
        "problem",
        "other trackers",
        `${name} sends to Customer.io too`,
        "Remove one: every event counts twice.",
      );
    else if (sends === "maybe")
      add(
        "warning",
        "other trackers",
        `${name} may forward events to Customer.io`,
        "See that it has no such destination.",
      );
  }
  const others = there.filter(({ sends }) => sends === "other").map(({ name }) => name);
  if (others.length) add("info", "other trackers", `${others.join(", ")} (to other receivers)`);
  if (sentByOthers && sent.length && !there.some(({ sends }) => sends === "customerio"))
    add("problem", "other trackers", `something else sent ${sentByOthers} messages to Customer.io`);
  if (!there.length) add("ok", "other trackers", "none that the doctor knows");
}
