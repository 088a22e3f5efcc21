// `npx shoptrail check URL`: examines the tracking of a page in Chromium. Nothing goes to Customer.io, unless
// `--send` says so.

import { Misuse, numberOption } from "./arguments.js";
import { eventReports } from "./check/event-findings.js";
import { findings } from "./check/findings.js";
import { visit } from "./check/walk.js";
import { writeText } from "./files.js";
import { counted } from "./text-table.js";
import { escapeHtml, htmlPage, htmlTable } from "./html-page.js";

/** @import { Given } from "./arguments.js" */
/** @import { EventReport } from "./check/event-findings.js" */
/** @import { Finding } from "./check/findings.js" */
/**
 * @typedef {object} CheckReport
 * @property {string} url
 * @property {string} browser
 * @property {boolean} ok
 * @property {{ name: string, url: string, how: string }[]} steps
 * @property {Finding[]} findings
 * @property {EventReport[]} events
 * @property {Delivery[]} requests
 */
/**
 * @typedef {object} Delivery  a request that carried events
 * @property {string} url
 * @property {string} method
 * @property {number | undefined} status
 * @property {string} [failure]
 * @property {boolean} answered_here
 * @property {string[]} messages  their ids
 */

const TIMEOUT_S = { least: 1, most: 300, byDefault: 20 };
const MARKS = { ok: "ok      ", info: "info    ", warning: "warning ", problem: "PROBLEM " };

/** @param {Given} given */
export async function run(given) {
  const { words, options, switches } = given;
  const url = pageUrl(words[0]);
  const how = {
    isSending: switches.send === true,
    isWalking: !switches["no-walk"],
    hasConsent: switches["grant-consent"] === true,
    limitMs: numberOption(given, "timeout", TIMEOUT_S) * 1000,
  };
  const visited = await visit(url, how);
  const found = findings(visited, how);
  /** @type {CheckReport} */
  const report = {
    url,
    browser: visited.browser,
    ok: !found.some(({ level }) => level === "problem"),
    steps: visited.steps.map(({ name, how: sign, facts }) => ({ name, url: facts.url, how: sign })),
    findings: found,
    events: eventReports(visited),
    requests: deliveries(visited),
  };
  if (options.html !== undefined) writeText(options.html, html(report));
  process.stdout.write(`${switches.json ? JSON.stringify(report, null, 2) : text(report)}\n`);
  return report.ok ? 0 : 1;
}

/**
 * The address of the page. Throws a `Misuse`.
 * @param {string} given
 */
function pageUrl(given) {
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\]|[\w.-]+\.localhost)([:/]|$)/.test(given);
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `${isLocal ? "http" : "https"}://${given}`;
  if (!URL.canParse(full) || !/^https?:$/.test(new URL(full).protocol))
    throw new Misuse(`"${given}" is no address of a page; allowed: http or https`);
  return new URL(full).href;
}

/**
 * The requests that carried events.
 * @param {import("./check/walk.js").Visit} visited
 */
function deliveries({ requests, sent }) {
  return requests
    .filter(({ url, method }) => method === "POST" && sent.some((one) => one.url === url))
    .map(({ url, method, status, failure, isAnsweredHere, body }) => ({
      url,
      method,
      status,
      ...(failure ? { failure } : {}),
      answered_here: isAnsweredHere,
      messages: sent
        .filter(({ message }) => body.includes(message.messageId))
        .map(({ message }) => message.messageId),
    }));
}

/** @param {CheckReport} report */
function text({ url, browser, steps, findings: found }) {
  const areas = [...new Set(found.map(({ area }) => area))];
  const width = Math.max(...areas.map((area) => area.length)) + 2;
  const lines = areas.flatMap((area) =>
    found
      .filter((one) => one.area === area)
      .flatMap(({ level, text: line, advice }, index) => [
        `${MARKS[level]}${(index ? "" : area).padEnd(width)}${line}`,
        ...(advice ? [`${" ".repeat(8 + width)}→ ${advice}`] : []),
      ]),
  );
  const way = steps.map(({ name, url: at, how }) => `  ${name}: ${at}${how ? ` (${how})` : ""}`);
  return [`${url} in ${browser}`, ...way, "", ...lines, "", summary(found)].join("\n");
}

/** @param {Finding[]} found */
function summary(found) {
  const count = (/** @type {string} */ level) => found.filter((one) => one.level === level).length;
  return `${counted(count("problem"), "problem")}, ${counted(count("warning"), "warning")}`;
}

/** @param {CheckReport} report */
function html({ url, browser, steps, findings: found, events, requests }) {
  const rows = found.map(({ level, area, text: line, advice }) => {
    const more = advice ? `<br><code>${escapeHtml(advice)}</code>` : "";
    const cells = [
      `<td class="word ${level}">${level}</td>`,
      `<td>${area}</td>`,
      `<td>${escapeHtml(line)}${more}</td>`,
    ];
    return `<tr>${cells.join("")}</tr>`;
  });
  const list = (/** @type {string[]} */ names) => names.join(", ");
  return htmlPage(
    "Tracking of this page",
    [
      `<p><code>${escapeHtml(url)}</code><br><span class="muted">${escapeHtml(browser)}</span></p>`,
      `<p class="word">${summary(found)}</p>`,
      `<div class="scroll"><table>${rows.join("\n")}</table></div>`,
      `<h2>Pages</h2>\n${htmlTable(
        ["step", "address", "recognised by"],
        steps.map(({ name, url: at, how }) => [name, at, how]),
      )}`,
      `<h2>Events</h2>\n${htmlTable(
        ["event", "page", "carried", "lacked", "optional, not there"],
        events.map(({ name, page, carried, lacked, optional }) => [
          name,
          page,
          list(carried),
          list(lacked),
          list(optional),
        ]),
      )}`,
      `<h2>Requests</h2>\n${htmlTable(
        ["address", "answer", "messages"],
        requests.map(({ url: to, status, answered_here: here, messages }) => [
          to,
          here ? "on this machine" : String(status ?? "none"),
          messages.length,
        ]),
      )}`,
    ].join("\n"),
  );
}
