// The plots of the bench as SVG, from results.json: bars that read in light and dark, each with a text that
// says the same. write.mjs writes them into docs/figures/, and tests/package/plots.test.mjs compares the two.

import { BEACON, CUSTOMER_IO, EMPTY, SHOPTRAIL } from "./contestants.mjs";

const WIDTH = 720;
const LABEL_WIDTH = 250;
const VALUE_WIDTH = 90;
const BAR_WIDTH = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
const ROW = 22;
const HEAD = 34;
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; }
  .own { fill: #0b6e4f; } .other { fill: #8c959f; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .own { fill: #3fb98a; } .other { fill: #6e7681; }
  }`;

/** `{[file name]: SVG}` of every plot that the results have. */
export function plots({ bytes, start, memory, delivering, deliveries }) {
  return {
    ...(bytes && { "sizes.svg": sizesPlot(bytes) }),
    ...(start && { "start.svg": startPlot(start) }),
    ...(memory && { "memory.svg": memoryPlot(memory) }),
    ...(delivering && { "per-event.svg": perEventPlot(delivering) }),
    ...(deliveries && { "delivery.svg": deliveryPlot(deliveries) }),
  };
}

function sizesPlot(bytes) {
  const rows = bytes
    .filter(({ name }) => !/^shoptrail: /.test(name))
    .map(({ name, brotli }) => bar(name, brotli, `${brotli.toLocaleString("en")} B`));
  return svg("Bytes that a page loads, brotli 11", [{ rows }]);
}

function startPlot(start) {
  const titles = {
    cold: "New shopper, nothing cached",
    throttled: "The same at a quarter of the speed",
    warm: "Fourth page, with the browser's caches",
  };
  const panels = Object.entries(titles).map(([mode, title]) => {
    const net = (name) => start[mode][name].script.median - start[mode][EMPTY].script.median;
    const rows = Object.keys(start[mode])
      .filter((name) => name !== EMPTY)
      .map((name) => bar(name, net(name), `${net(name).toFixed(1)} ms`));
    return { title, rows };
  });
  return svg("Scripting on the main thread until the first event arrives, processor time", panels);
}

function memoryPlot(memory) {
  const counts = Object.keys(memory[SHOPTRAIL].heap);
  const panels = counts.map((count) => ({
    title: `After ${Number(count) + 1} event${count === "0" ? "" : "s"}`,
    rows: Object.keys(memory)
      .filter((name) => name !== EMPTY && name !== BEACON)
      .map((name) => {
        const kib = (memory[name].heap[count] - memory[EMPTY].heap[count]) / 1024;
        return bar(name, kib, `${kib.toFixed(0)} KiB`);
      }),
  }));
  return svg("JavaScript heap after forced collections, without the empty page's", panels);
}

function perEventPlot(delivering) {
  const panels = delivering.map((pace) => ({
    title: `${pace.events} events, ${pace.everyMs} ms apart`,
    rows: [SHOPTRAIL, CUSTOMER_IO].map((name) => {
      const net = pace[name].task - pace[EMPTY].task;
      return bar(name, net, `${net.toFixed(2)} ms`);
    }),
  }));
  return svg("Main thread for each event until it is delivered, processor time", panels);
}

function deliveryPlot({ rows }) {
  const panels = [SHOPTRAIL, CUSTOMER_IO].map((name) => ({
    title: name,
    rows: rows.map((row) => {
      const { back } = row[name];
      return { ...bar(row.name, back / row.events, `${back} of ${row.events}`), isOwn: name === SHOPTRAIL };
    }),
  }));
  return svg("Events at the receiver after one return visit", panels);
}

const bar = (name, value, words) => ({
  name,
  value: Math.max(0, value),
  text: words,
  isOwn: name.startsWith(SHOPTRAIL),
});

/** A picture of panels below each other, each with its own scale. */
function svg(title, panels) {
  let y = HEAD;
  const parts = panels.map((panel) => {
    const most = Math.max(...panel.rows.map(({ value }) => value)) || 1;
    const head = panel.title ? text(0, (y += ROW) - 7, panel.title, "title") : "";
    const rows = panel.rows.map((row) => {
      const width = Math.max(1, (row.value / most) * BAR_WIDTH).toFixed(1);
      const at = y;
      y += ROW;
      return `${text(LABEL_WIDTH - 8, at + 15, shortened(row.name), "", "end")}
<rect class="${row.isOwn ? "own" : "other"}" x="${LABEL_WIDTH}" y="${at + 3}" width="${width}" height="15"/>
${text((LABEL_WIDTH + Number(width) + 6).toFixed(1), at + 15, row.text)}`;
    });
    y += 8;
    return [head, ...rows].join("\n");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-labelledby="t d">
<title id="t">${escape(title)}</title>
<desc id="d">${escape(description(panels))}</desc>
<style>${STYLE}
</style>
${text(0, 18, title, "title")}
${parts.join("\n")}
</svg>
`;
}

/** What the picture shows, in words. */
export function description(panels) {
  return panels
    .map(({ title, rows }) => {
      const values = rows.map((row) => `${row.name} ${row.text}`).join(", ");
      return `${title ? `${title}: ` : ""}${values}.`;
    })
    .join(" ");
}

const shortened = (name) => (name.length > 38 ? `${name.slice(0, 37)}…` : name);
const escape = (words) => words.replace(/&/g, "&amp;").replace(/</g, "&lt;");
function text(x, y, words, kind, anchor) {
  const attributes = `${kind ? ` class="${kind}"` : ""}${anchor ? ` text-anchor="${anchor}"` : ""}`;
  return `<text x="${x}" y="${y}"${attributes}>${escape(words)}</text>`;
}
