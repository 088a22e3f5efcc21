// RESULTS.md from the figures. Ratios are ours divided by theirs: below 1 is less.

import { RETURN_MS } from "./delivery.mjs";
import { EMPTY, OURS, THEIRS } from "./pages.mjs";

export function report({ bytes, loading, calling, delivering, growing, longest, deliveries }, facts) {
  return `# Figures: shoptrail beside Customer.io's own SDK

Written by \`npm run bench\` on ${facts.date}, one run of ${facts.seconds} s; do not edit. shoptrail ${facts.ours} (commit ${facts.commit}, embed.min.js sha256 ${facts.embed}…),
@customerio/cdp-analytics-browser ${facts.theirs}, Chromium ${facts.chromium} (headless), node ${facts.node}. Ratio: shoptrail divided by Customer.io; below 1 is less.

## Bytes loaded

${bytesTable(bytes)}

## Main thread until ready

Medians of ${loading[OURS].loads} loads each, in turns, from empty storage and without any cache, in processor time of the main thread: what it waits for others is not in it. The empty page's time is taken off before the ratio.

${table(
  ["", EMPTY, OURS, THEIRS, "ratio"],
  [
    ["scripting (ScriptDuration)", ...cells(loading, "script")],
    ["compiling (V8CompileDuration)", ...cells(loading, "compile")],
    ["all tasks (TaskDuration)", ...cells(loading, "task")],
    ["page start to ready, wall time on loopback", ...cells(loading, "ready")],
  ],
)}

## What \`track()\` takes before it returns

${calling[OURS].calls} calls each after a warm-up, each in a task of its own, in ${THEIRS}'s and our turns; the clock's step is 5 µs. *One write*: a bare
\`localStorage.setItem\` of the same length on the empty page, in the same turns: the least that a durable call can take here, and its ratio the least that could be reached.

${table(
  ["", "one write", OURS, THEIRS, "ratio", "ratio of one write"],
  ["median", "p90", "first"].map((key) => [
    key === "first" ? "first call of a page (median)" : key,
    us(calling[EMPTY][key]),
    us(calling[OURS][key]),
    us(calling[THEIRS][key]),
    ratio(calling[OURS][key], calling[THEIRS][key]),
    ratio(calling[EMPTY][key], calling[THEIRS][key]),
  ]),
)}

## Main-thread time per event until the collector has it

TaskDuration, in processor time of the main thread, from the first call until everything is delivered, divided by the events. The empty page runs the same timer; its time is taken off before the ratio.

${table(
  ["", EMPTY, OURS, THEIRS, "ratio"],
  delivering.flatMap((pace) => [
    [`${pace.events} events, ${pace.everyMs} ms apart: all tasks`, ...cells(pace, "task", 3)],
    ["— scripting alone", ...cells(pace, "script", 3)],
    ["— delivered without leaving the page", "", pace[OURS].delivered, pace[THEIRS].delivered, ""],
    [
      "— requests per event",
      "",
      pace[OURS].requests.toFixed(2),
      pace[THEIRS].requests.toFixed(2),
      ratio(pace[OURS].requests, pace[THEIRS].requests),
    ],
  ]),
)}

## What a long trail costs

Medians of 5 visits of an anonymous shopper who identifies at the end; processor time of scripting on the main thread. *Start*: until the tracker is ready and has looked at what earlier pages left. *Call*: median of \`track()\`, wall time.
*Identify*: until everything has left, for each message. Ten thousand messages are more than the tracker keeps (1 MB), so they are as short as messages can be, and what is beyond the bound is dropped at the start.

${table(
  ["messages of earlier pages", "names of the page's own", "start", "call", "identify", "arrived"],
  growing.map((row) => [
    row.messages.toLocaleString("en"),
    row.others.toLocaleString("en"),
    `${row.load.toFixed(1)} ms`,
    us(row.call),
    `${row.flush.toFixed(3)} ms`,
    row.delivered.toLocaleString("en"),
  ]),
)}

## The longest script at a quarter of the speed

Medians of ${longest[OURS].all.length} loads with five events; wall time at a processor slowed 20 times, from the browser's own account of long frames, divided by five: shoptrail ${longest[OURS].median.toFixed(0)} ms,
Customer.io ${longest[THEIRS].median.toFixed(0)} ms, **${(longest[OURS].median / longest[THEIRS].median).toFixed(2)}×**. shoptrail's longest of each load: ${longest[OURS].all.map(([first]) => (first ? `${first.ms.toFixed(0)} ms (${first.what.replace(/https?:\S*\//, "")})` : "none over 10 ms")).join(", ")}.

## Delivery

The rows are those of \`npm run test:delivery\` ([rows.mjs](../tests/delivery/rows.mjs)). *At leave*: different events at the collector within 3 s after the page was left, before any
return. *After return*: after one more visit of at most ${RETURN_MS / 1000} s. *Two ids*: events that arrived under two \`messageId\`s, which no receiver can recognise. *Again*: arrivals repeated
under the same \`messageId\`.

${table(
  [
    "",
    "events",
    ...[OURS, THEIRS].flatMap((name) => [
      `${name}: at leave`,
      "after return",
      "two ids",
      "again",
      "requests",
    ]),
  ],
  deliveries.rows.map((row) => [
    row.name,
    row.events,
    ...[OURS, THEIRS].flatMap((name) => [
      row[name].atLeave,
      row[name].back,
      row[name].underTwoIds,
      row[name].again,
      row[name].requests,
    ]),
  ]),
)}

Lost after the return visit, over all rows: shoptrail ${lost(deliveries, OURS)}, Customer.io ${lost(deliveries, THEIRS)} of ${deliveries.rows.reduce((sum, { events }) => sum + events, 0)}.
A confirmation page opened once and reloaded twice counts as ${deliveries.orders[OURS]} order${deliveries.orders[OURS] === 1 ? "" : "s"} with shoptrail, ${deliveries.orders[THEIRS]} with Customer.io.

## How to read this

- A shared machine with two cores: absolute times vary by tens of percent from run to run, ratios by less. Nothing in the tests depends on them.
- Everything is on 127.0.0.1 without throttling. Real networks are harder on whoever sends one request per event at the last moment.
- In Customer.io's favour: its settings come with the script (a shop's page waits for a request more), in-app messages and metrics are off, its inline stub is not counted.
- In shoptrail's favour: coalescing shows most where events are close together, hence the second pace.
- \`track()\` of shoptrail includes the write of the call to localStorage. Both do the rest of their work in later tasks, the requests included: the fourth table has it all. A page that looks at shoptrail's answer at once pays for the judging inside the call.
- The delivery rows' pages are \`no-store\`, except where a row says otherwise: a page that the back/forward cache keeps goes on for a while after it was left, which helps whoever sends late.
- shoptrail runs with \`anonymous: "send"\`; with the default, anonymous events wait in the browser and make no requests at all.
- Compiling and starting a WebAssembly module is partly done off the main thread, which the task times do not show; the wall time does.
`;
}

function bytesTable(rows) {
  const [ours] = rows.filter(({ name }) => name === "shoptrail, all");
  return table(
    ["", "raw", "gzip 9", "brotli 11", "shoptrail's ratio to it (brotli)"],
    rows.map(({ name, raw, gzip, brotli }) => [
      name,
      raw.toLocaleString("en"),
      gzip.toLocaleString("en"),
      brotli.toLocaleString("en"),
      name.startsWith("Customer") ? ratio(ours.brotli, brotli) : "",
    ]),
  );
}

function cells(of, key, digits = 1) {
  const ms = (name) => `${of[name][key].toFixed(digits)} ms`;
  return [
    ms(EMPTY),
    ms(OURS),
    ms(THEIRS),
    ratio(of[OURS][key] - of[EMPTY][key], of[THEIRS][key] - of[EMPTY][key]),
  ];
}

function lost({ rows }, name) {
  return rows.reduce((sum, row) => sum + row.events - row[name].back, 0);
}

function us(value) {
  return `${value.toFixed(0)} µs`;
}

function ratio(ours, theirs) {
  return theirs > 0 ? `**${Math.max(0, ours / theirs).toFixed(2)}×**` : "–";
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index ? "---:" : "---"))), ...rows.map(line)].join("\n");
}
