// Prints the delivery results of one engine as a Markdown table. scripts/delivery.mjs calls it.

export function report(engine, rows) {
  const body = rows.map(({ name, events, result }) => [
    name,
    events,
    result.atLeave,
    result.back,
    result.underTwoIds,
    result.again,
    result.requests,
    result.wrong.length ? `**${result.wrong.join("; ")}**` : "as required",
  ]);
  const line = (columns) => `| ${columns.join(" | ")} |`;
  const head = ["", "events", "at leave", "after return", "two ids", "again", "requests", "verdict"];
  return [
    `## ${engine}\n`,
    line(head),
    line(head.map((_, index) => (index && index < head.length - 1 ? "---:" : "---"))),
    ...body.map(line),
  ].join("\n");
}
