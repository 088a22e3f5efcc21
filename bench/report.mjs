// Writes RESULTS.md from the measured figures. A ratio is shoptrail divided by Customer.io: below 1 is less.
// It measures nothing; run.mjs calls it.

import { RETURN_MS } from "./delivery.mjs";
import { BEACON, CUSTOMER_IO, EMPTY, SHOPTRAIL } from "./contestants.mjs";

const SECTIONS = {
  bytes: bytesSection,
  start: startSection,
  memory: memorySection,
  loading: loadingSection,
  calling: callingSection,
  delivering: deliveringSection,
  growing: growingSection,
  trail: trailSection,
  longest: longestSection,
  deliveries: deliveriesSection,
};

/** The text of RESULTS.md: `results` and `facts` by part, as results.json has them. */
export function report(results, facts) {
  const parts = Object.keys(SECTIONS).filter((part) => results[part]);
  return `${[introduction(facts, parts), ...parts.map((part) => SECTIONS[part](results[part])), NOTES].join(
    "\n\n",
  )}\n`;
}

function introduction(facts, parts) {
  const rows = parts.map((part) => {
    const { date, seconds, commit, embed, chromium, node, versions } = facts[part];
    const others = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    return [part, date, `${seconds} s`, `${commit}, ${embed}…`, chromium ?? "–", node, others.join(", ")];
  });
  const head = [
    "part",
    "measured on",
    "time",
    "commit, sha256 of embed.min.js",
    "Chromium",
    "node",
    "versions",
  ];
  return `# Figures: shoptrail beside other trackers

Written by \`npm run bench\` from [results.json](results.json); do not edit. Ratio: shoptrail divided by
Customer.io's own SDK; below 1 is less. The plots are in [figures](../docs/figures.md).

${table(head, rows)}`;
}

function bytesSection(bytes) {
  return `## Bytes loaded

Each vendor's script is its package from npm, bundled and minified by esbuild.

${bytesTable(bytes)}`;
}

const MODE_TITLES = {
  cold: "New shopper, nothing cached",
  throttled: "The same at a quarter of the speed",
  warm: "Fourth page of a shopper, with the browser's caches",
};

function startSection(start) {
  const tables = Object.entries(MODE_TITLES).map(([mode, title]) => {
    const times = start[mode];
    const net = (name, key) => times[name][key].median - times[EMPTY][key].median;
    const cell = (name, key) => {
      const { median, low, high } = times[name][key];
      return `${median.toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)})`;
    };
    const rows = Object.keys(times).map((name) => [
      name,
      ...["script", "compile", "task", "longest"].map((key) => cell(name, key)),
      name === EMPTY ? "" : ratio(net(name, "script"), net(CUSTOMER_IO, "script")),
      name === EMPTY ? "" : ratio(net(name, "task"), net(CUSTOMER_IO, "task")),
    ]);
    const head = [
      "",
      "scripting",
      "of it compiling",
      "all tasks",
      "longest task",
      "scripting to Customer.io's",
    ];
    return `### ${title}

${table([...head, "tasks to Customer.io's"], rows)}`;
  });
  return `## What a page pays until its first event arrives

From the navigation until 150 ms after the receiver has the event, by trace: processor time of the renderer's
main thread in ms. Median, and the quartiles in brackets, of ${start.cold[SHOPTRAIL].loads} loads each; the
contestants take turns. The page makes its one call in the head. The empty page is subtracted before a ratio.
The vendors run with their defaults, and with what nobody asked for switched off
([their pages](vendors/)). ${placeOf(start)}

${tables.join("\n\n")}`;
}

/** Says plainly where shoptrail costs more than another tracker. */
function placeOf(start) {
  const worse = Object.keys(MODE_TITLES).flatMap((mode) =>
    Object.keys(start[mode])
      .filter((name) => ![EMPTY, SHOPTRAIL, BEACON].includes(name))
      .filter((name) => start[mode][name].script.median < start[mode][SHOPTRAIL].script.median)
      .map((name) => `${name} (${mode})`),
  );
  return worse.length
    ? `Less scripting than shoptrail has, besides a bare beacon: ${worse.join(", ")}.`
    : "No other tracker has less scripting, besides a bare beacon.";
}

function memorySection(memory) {
  const counts = Object.keys(memory[SHOPTRAIL].heap);
  const kib = (name, count) => (memory[name].heap[count] - memory[EMPTY].heap[count]) / 1024;
  const rows = Object.keys(memory)
    .filter((name) => name !== EMPTY)
    .map((name) => [
      name,
      ...counts.map((count) => kib(name, count).toFixed(0)),
      memory[name].firstBytes.toLocaleString("en"),
      memory[name].eventBytes.toFixed(0),
      memory[name].requests.toFixed(2),
      `${memory[name].delivered} of ${memory[name].tracked}`,
    ]);
  const heads = counts.map((count) => `heap after ${Number(count).toLocaleString("en")} further events, KiB`);
  return `## What a page holds, and what it sends

The JavaScript heap after forced collections, without what the empty page has; one event is tracked before.
The bytes on the wire are all that the receiver's connections read, headers and preflights included: for the
first event, and for each of the ${counts[1]} events that follow 5 ms apart.

${table(["", ...heads, "first event, B", "each event, B", "requests per event", "delivered"], rows)}`;
}

function loadingSection(loading) {
  const rows = table(
    ["", EMPTY, SHOPTRAIL, CUSTOMER_IO, "ratio"],
    [
      ["scripting (ScriptDuration)", ...cells(loading, "script")],
      ["compiling (V8CompileDuration)", ...cells(loading, "compile")],
      ["all tasks (TaskDuration)", ...cells(loading, "task")],
      ["page start to ready, wall time on loopback", ...cells(loading, "ready")],
    ],
  );
  return `## Main thread until ready

Medians of ${loading[SHOPTRAIL].loads} loads each, in turns, from empty storage and without any cache. The
figures are processor time of the main thread, without the time it waits for others. The empty page's time is
subtracted before the ratio.

${rows}`;
}

function callingSection(calling) {
  const rows = table(
    ["", "one write", SHOPTRAIL, CUSTOMER_IO, "ratio", "ratio of one write"],
    ["median", "p90", "first"].map((key) => [
      key === "first" ? "first call of a page (median)" : key,
      us(calling[EMPTY][key]),
      us(calling[SHOPTRAIL][key]),
      us(calling[CUSTOMER_IO][key]),
      ratio(calling[SHOPTRAIL][key], calling[CUSTOMER_IO][key]),
      ratio(calling[EMPTY][key], calling[CUSTOMER_IO][key]),
    ]),
  );
  return `## Time of \`track()\` until it returns

${calling[SHOPTRAIL].calls} calls each after a warm-up, each in its own task; the contestants take turns. The
step of the clock is 5 µs. *One write* is a bare \`localStorage.setItem\` of the same length on the empty
page, in the same turns. It is the least time of a durable call here, and its ratio is the least possible
ratio.

${rows}`;
}

function deliveringSection(delivering) {
  const rows = table(
    ["", EMPTY, SHOPTRAIL, CUSTOMER_IO, "ratio"],
    delivering.flatMap((pace) => [
      [`${pace.events} events, ${pace.everyMs} ms apart: all tasks`, ...cells(pace, "task", 3)],
      ["— scripting alone", ...cells(pace, "script", 3)],
      [
        "— delivered without leaving the page",
        "",
        pace[SHOPTRAIL].delivered,
        pace[CUSTOMER_IO].delivered,
        "",
      ],
      [
        "— requests per event",
        "",
        pace[SHOPTRAIL].requests.toFixed(2),
        pace[CUSTOMER_IO].requests.toFixed(2),
        ratio(pace[SHOPTRAIL].requests, pace[CUSTOMER_IO].requests),
      ],
    ]),
  );
  return `## Main-thread time per event until the collector has it

TaskDuration, in processor time of the main thread, from the first call until everything is delivered, divided
by the number of events. The empty page runs the same timer; its time is subtracted before the ratio.

${rows}`;
}

function growingSection(growing) {
  const rows = table(
    ["messages of earlier pages", "names of the page's own", "start", "call", "identify", "arrived"],
    growing.map((row) => [
      row.messages.toLocaleString("en"),
      row.others.toLocaleString("en"),
      `${row.load.toFixed(1)} ms`,
      us(row.call),
      `${row.flush.toFixed(3)} ms`,
      row.delivered.toLocaleString("en"),
    ]),
  );
  return `## What a long trail costs

Medians of 5 visits of an anonymous shopper who identifies at the end. *Start*: processor time of scripting on
the main thread until the tracker is ready and has read what earlier pages left. *Call*: median wall time of
\`track()\`. *Identify*: processor time of scripting per message until everything is sent. Ten thousand
messages are more than the tracker keeps (1 MB). So they are as short as messages can be, and the tracker
drops what is above the limit at the start.

${rows}`;
}

function trailSection(trail) {
  const ms = (value) => `${value.toFixed(1)} ms`;
  const rows = table(
    [
      "messages of earlier pages",
      "shopper",
      "script until ready",
      "longest task",
      "script after",
      "longest task",
    ],
    trail.map((row) => [
      row.messages.toLocaleString("en"),
      row.shopper,
      ...[row.ready, row.longest, row.after, row.longestAfter].map(ms),
    ]),
  );
  return `## A start with thousands of stored messages

Medians of 5 starts by trace, in processor time of the main thread, at full speed, and the five seconds after
ready. The tracker keeps 1,000 messages; the part \`excess\` deletes in slices what is beyond that. A known
shopper's messages are sent meanwhile, so *after* has their requests.

${rows}`;
}

function longestSection(longest) {
  const [shoptrail, customerIo] = [longest[SHOPTRAIL], longest[CUSTOMER_IO]];
  const firsts = shoptrail.all.map(([first]) =>
    first ? `${first.ms.toFixed(0)} ms (${first.what.replace(/https?:\S*\//, "")})` : "none over 10 ms",
  );
  return `## The longest script at a quarter of the speed

Medians of ${shoptrail.all.length} loads with five events: wall time on a processor slowed 20 times, from the
browser's report of long frames, divided by five. shoptrail ${shoptrail.median.toFixed(0)} ms, Customer.io
${customerIo.median.toFixed(0)} ms, **${(shoptrail.median / customerIo.median).toFixed(2)}×**. shoptrail's
longest script of each load: ${firsts.join(", ")}.`;
}

function deliveriesSection(deliveries) {
  const columns = ["at leave", "after return", "two ids", "again", "requests"];
  const rows = table(
    [
      "",
      "events",
      ...[SHOPTRAIL, CUSTOMER_IO].flatMap((name) => [`${name}: ${columns[0]}`, ...columns.slice(1)]),
    ],
    deliveries.rows.map((row) => [
      row.name,
      row.events,
      ...[row[SHOPTRAIL], row[CUSTOMER_IO]].flatMap((result) => [
        result.atLeave,
        result.back,
        result.underTwoIds,
        result.again,
        result.requests,
      ]),
    ]),
  );
  const events = deliveries.rows.reduce((sum, row) => sum + row.events, 0);
  const { [SHOPTRAIL]: shoptrail, [CUSTOMER_IO]: customerIo } = deliveries.orders;
  return `## Delivery

The rows are those of \`npm run test:delivery\` ([rows.mjs](../tests/delivery/rows.mjs)). *At leave*:
different events at the collector within 3 s after the page was left, before any return. *After return*: after
one more visit of at most ${RETURN_MS / 1000} s. *Two ids*: events that arrived under two \`messageId\`s,
which no receiver can recognise. *Again*: arrivals repeated under the same \`messageId\`.

${rows}

Lost after the return visit, over all rows: shoptrail ${lost(deliveries, SHOPTRAIL)}, Customer.io
${lost(deliveries, CUSTOMER_IO)} of ${events}. A confirmation page that is opened once and reloaded twice
counts as ${shoptrail} order${shoptrail === 1 ? "" : "s"} with shoptrail and ${customerIo} with Customer.io.`;
}

const NOTES = `## How to read this

- The machine is shared and has two cores. Absolute times vary by tens of percent from run to run, ratios by
  less. No test depends on them.
- Everything is on 127.0.0.1 without throttling. Real networks are harder on a tracker that sends one request
  per event at the last moment.
- In Customer.io's favour: its settings come with the script (a shop's page waits for one more request),
  in-app messages and metrics are off, and its inline stub is not counted.
- In shoptrail's favour: batching shows most where events are close together, hence the second pace.
- \`track()\` of shoptrail includes the write of the call to localStorage. Both trackers do the rest of their
  work in later tasks, the requests included: the table of the time per event has all of it. A page that reads
  shoptrail's answer at once pays for the validation inside the call.
- The pages of the delivery rows are \`no-store\`, except where a row says otherwise. A page in the
  back/forward cache goes on for a while after it was left, which helps a tracker that sends late.
- shoptrail runs with \`anonymous: "send"\`. With the default, anonymous events wait in the browser and make
  no requests.
- Compiling and starting a WebAssembly module is partly done off the main thread. The task times do not show
  that; the wall time does.`;

function bytesTable(rows) {
  const [shoptrail] = rows.filter(({ name }) => name === "shoptrail, all");
  return table(
    ["", "raw", "gzip 9", "brotli 11", "shoptrail's ratio to it (brotli)"],
    rows.map(({ name, raw, gzip, brotli }) => [
      name,
      raw.toLocaleString("en"),
      gzip.toLocaleString("en"),
      brotli.toLocaleString("en"),
      !name.startsWith(SHOPTRAIL) ? ratio(shoptrail.brotli, brotli) : "",
    ]),
  );
}

/** The cells of a row. The time of the empty page is subtracted before the ratio. */
function cells(times, key, digits = 1) {
  const ms = (name) => `${times[name][key].toFixed(digits)} ms`;
  return [
    ms(EMPTY),
    ms(SHOPTRAIL),
    ms(CUSTOMER_IO),
    ratio(times[SHOPTRAIL][key] - times[EMPTY][key], times[CUSTOMER_IO][key] - times[EMPTY][key]),
  ];
}

function lost({ rows }, name) {
  return rows.reduce((sum, row) => sum + row.events - row[name].back, 0);
}

function us(value) {
  return `${value.toFixed(0)} µs`;
}

function ratio(value, reference) {
  return reference > 0 ? `**${Math.max(0, value / reference).toFixed(2)}×**` : "–";
}

function table(head, rows) {
  const line = (columns) => `| ${columns.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index ? "---:" : "---"))), ...rows.map(line)].join("\n");
}
