// What came of the consumers as a table, for people.

const HEAD = ["consumer", "entry", "packages", "builds", "delivers", "runs as", "page's scripts, brotli", "known limits"];

/** The text of CONSUMERS.md. */
export function report(played) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rows = played.map(({ name, entry, packages, note = "", result: { builds, delivered, runsAs, bytes, wrong } }) => line([
    name.replace(/<(\w+)>/, "`<$1>`"),
    entry.replace(/\.[\w/]*/g, "`$&`"),
    Object.entries(packages).map(([name, version]) => `${name} ${version}`).join(", ") || "none",
    builds ? "yes" : "**no**",
    delivered === null ? "a server: nothing to send" : delivered ? "yes" : "**no**",
    { wasm: "WebAssembly", script: "script" }[runsAs] ?? "",
    bytes ? `${(bytes / 1024).toFixed(1)} KiB` : "",
    [note, ...wrong.map((text) => `**${text.replace(/\s+/g, " ").replaceAll("|", "\\|").slice(0, 300)}**`)].filter(Boolean).join("; "),
  ]));
  return `# The packed tarball in other people's projects

Written by \`npm run test:consumers -- --write\` on ${new Date().toISOString().slice(0, 10)}, node ${process.versions.node}; do not edit. The rows are in [consumers/list.mjs](consumers/list.mjs). Each project is
new, outside the repository, with the tarball of \`npm pack\` and exactly these packages installed by npm; its code is what the [README](../../README.md#npm) prints. *Delivers*: opened in Chromium, everything of the story
(page view, \`product_viewed\`, \`identify\`, \`order_completed\`; where there is a button, what is clicked; where there is a router, the next page's view) arrived at Customer.io's address once, identify first, nothing was refused, and the
console said no error. *Page's scripts*: all that the page loaded, frameworks included; of the first rows it is this package and three calls.

${line(HEAD)}
${line(HEAD.map(() => "---"))}
${rows.join("\n")}
`;
}
