// The report over what a collector received and what a test expected of it: as data, as text, as JUnit XML.

import { counted } from "../cli/text-table.js";
import { checkExpectation, describe, failure, listNames, problemText } from "./expectation.js";
import { messageName } from "./plan-names.js";

/** @import * as T from "../../testing.js" */

/**
 * @param {{ requests: T.ReceivedRequest[], messages: T.ReceivedMessage[] }} collector
 * @param {T.Expectation[]} expectations
 * @returns {T.Report}
 */
export function report({ requests, messages }, expectations) {
  const checked = expectations.map((expectation) => {
    checkExpectation(expectation);
    const error = failure(expectation, messages, 0);
    const text = error?.message.replace(" within 0 ms", "");
    return { name: describe(expectation), ok: !error, failure: text, differences: error?.differences ?? [] };
  });
  const events = messages
    .filter(({ duplicate }) => !duplicate)
    .map(({ message, problems, requestIndex, receivedAt }) => ({
      name: messageName(message),
      messageId: message?.messageId,
      receivedAt: new Date(receivedAt).toISOString(),
      requestIndex,
      problems,
    }));
  const refused = requests.filter(({ problems }) => problems.length);
  const copies = messages.length - events.length;
  return {
    ok: checked.every(({ ok }) => ok) && events.every(({ problems }) => !problems.length) && !refused.length,
    requests: requests.length,
    messages: events.length,
    copies,
    summary: listNames(messages),
    expectations: checked,
    events,
    request_problems: refused.map(({ index, path, problems }) => ({ requestIndex: index, path, problems })),
  };
}

/**
 * @param {T.Report} found
 */
export function reportText(found) {
  const came = `${counted(found.messages, "message")} in ${counted(found.requests, "request")}`;
  const lines = [`${came}: ${found.summary || "nothing"}`];
  if (found.copies) lines.push(`${found.copies} more were copies under a message id that had come before`);
  for (const { ok, name, failure: text = "" } of found.expectations)
    lines.push(ok ? `ok      ${name}` : `failed  ${text.replaceAll("\n", "\n        ")}`);
  for (const { name, messageId, problems } of found.events)
    for (const problem of problems) lines.push(`problem ${name} ${messageId}: ${problemText(problem)}`);
  for (const { path, problems } of found.request_problems)
    for (const problem of problems) lines.push(`problem request to ${path}: ${problemText(problem)}`);
  return lines.join("\n");
}

/**
 * JUnit XML: a test case for each expectation, one for each message and one for each wrong request.
 * @param {T.Report} found
 */
export function reportJunit(found) {
  const cases = [
    ...found.expectations.map(({ name, failure: text }) => ({ group: "expected", name, text })),
    ...found.events.map(({ name, messageId, problems }) => ({
      group: "message",
      name: `${name} ${messageId}`,
      text: problems.map(problemText).join("\n") || undefined,
    })),
    ...found.request_problems.map(({ path, requestIndex, problems }) => ({
      group: "request",
      name: `request ${requestIndex} to ${path}`,
      text: problems.map(problemText).join("\n"),
    })),
  ];
  const failed = cases.filter(({ text }) => text !== undefined).length;
  const body = cases.map(({ group, name, text }) => {
    const open = `    <testcase classname="shoptrail.${group}" name="${xml(name)}"`;
    if (text === undefined) return `${open}/>`;
    const [first] = text.split("\n");
    return `${open}>\n      <failure message="${xml(first)}">${xml(text)}</failure>\n    </testcase>`;
  });
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites tests="${cases.length}" failures="${failed}">`,
    `  <testsuite name="shoptrail" tests="${cases.length}" failures="${failed}">`,
    ...body,
    "  </testsuite>",
    "</testsuites>\n",
  ].join("\n");
}

/** @param {string} text */
function xml(text) {
  return text
    .replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "\uFFFD");
}
