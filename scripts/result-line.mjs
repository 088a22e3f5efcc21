// The line that `npm run test:consumers` and `npm run test:delivery` print for what they have played.

/** A tick or a cross, `what`, the seconds since `from`, and a line for each fault in `result.wrong`. */
export function resultLine(what, result, from) {
  const seconds = ((Date.now() - from) / 1000).toFixed(1);
  const faults = result.wrong.map((fault) => `\n    ${fault}`).join("");
  return `${result.wrong.length ? "✗" : "✓"} ${what} (${seconds} s)${faults}`;
}
