// The results of one engine as a table, for people.

export function report(engine, rows) {
  const cells = rows.map(({ name, events, result }) => [
    name,
    events,
    result.atLeave,
    result.back,
    result.underTwoIds,
    result.again,
    result.requests,
    result.wrong.length ? `**${result.wrong.join("; ")}**` : "as required",
  ]);
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const head = ["", "events", "at leave", "after return", "two ids", "again", "requests", "verdict"];
  return [
    `## ${engine}\n`,
    line(head),
    line(head.map((_, index) => (index && index < head.length - 1 ? "---:" : "---"))),
    ...cells.map(line),
  ].join("\n");
}
