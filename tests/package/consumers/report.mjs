// The results of the consumers as a table.

const HEAD = [
  "consumer",
  "entry",
  "packages",
  "builds",
  "delivers",
  "runs as",
  "page's scripts, brotli",
  "tried on",
  "known limits",
];
const line = (texts) => `| ${texts.join(" | ")} |`;

const INTRODUCTION = [
  "Written by `npm run test:consumers -- --write`; do not edit. ",
  "The rows are in [consumers/list.mjs](consumers/list.mjs). ",
  "Each project is new, outside the repository, with the tarball of `npm pack` ",
  "and exactly these packages installed by\n",
  `npm (node ${process.versions.node}, where the row says no other); `,
  "its code is what the [npm page](../../docs/npm.md) or the ",
  "[page of frameworks](../../docs/frameworks.md) prints. ",
  "*Delivers*: opened in Chromium, everything of the story ",
  "(page view, `product_viewed`, `identify`, `order_completed`; where there is a button, what\n",
  "is clicked; where there is a router, the next page's view) arrived at Customer.io's address once, ",
  "identify first, nothing was refused, and the console said no error. ",
  "*Page's scripts*: all that the page loaded,\n",
  "frameworks included; without a framework it is this package and three calls.",
].join("");

/**
 * The text of CONSUMERS.md for all `consumers`. Rows of those in `played` have the new result; the others
 * keep their row of `before`, the text so far.
 */
export function report(consumers, played, before = "") {
  const known = new Map(before.split("\n").map((text) => [keyOf(text), text]));
  const rows = consumers.map((consumer) => {
    const { name, entry, packages } = consumer;
    const now = played.find((one) => one.name === name && one.entry === entry);
    const head = [
      name.replace(/<(\w+)>/, "`<$1>`"),
      entry.replace(/\.[\w/]*/g, "`$&`"),
      Object.entries(packages)
        .map(([dependency, version]) => `${dependency} ${version}`)
        .join(", ") || "none",
    ];
    return now
      ? line([...head, ...cells(now)])
      : (known.get(keyOf(line(head))) ?? line([...head, "**not tried**", "", "", "", "", ""]));
  });
  return `# The packed tarball in other people's projects

${INTRODUCTION}

${line(HEAD)}
${line(HEAD.map(() => "---"))}
${rows.join("\n")}
`;
}

function cells({ note = "", result: { builds, delivered, runsAs, bytes, wrong: faults } }) {
  return [
    builds ? "yes" : "**no**",
    delivered === null ? "a server: nothing to send" : delivered ? "yes" : "**no**",
    { wasm: "WebAssembly", script: "script" }[runsAs] ?? "",
    bytes ? `${(bytes / 1024).toFixed(1)} KiB` : "",
    new Date().toISOString().slice(0, 10),
    [note, ...faults.map((text) => `**${text.replace(/\s+/g, " ").replaceAll("|", "\\|").slice(0, 300)}**`)]
      .filter(Boolean)
      .join("; "),
  ];
}

/** What identifies a row: its consumer, entry and packages. With another version it is another row. */
function keyOf(row) {
  return row.split(" | ").slice(0, 3).join().replace(/ \|$/, "");
}
