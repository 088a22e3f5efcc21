// Text tables of the commands' reports.

/**
 * Aligns the cells of each column. Numbers stand at the right.
 * @param {(string | number)[][]} lines
 */
export function columns(lines) {
  if (!lines.length) return "";
  const widths = lines[0].map((_, index) => Math.max(...lines.map((line) => String(line[index]).length)));
  return lines
    .map((line) =>
      line
        .map((cell, index) => {
          if (typeof cell === "number") return String(cell).padStart(widths[index]);
          return index === line.length - 1 ? cell : cell.padEnd(widths[index]);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/**
 * @param {number} count
 * @param {string} noun  in the singular
 * @param {string} [plural]
 */
export function counted(count, noun, plural = `${noun}s`) {
  return `${count} ${count === 1 ? noun : plural}`;
}
