// Reads CSV as shops export it: RFC 4180, with a byte order mark, with semicolons or tabs, with line breaks
// and quotes inside quotes.

/**
 * The rows as objects by column name. Names are trimmed. Empty lines are left out.
 * @param {string} text
 * @returns {{ columns: string[], rows: Record<string, string>[] }}
 */
export function readCsv(text) {
  const [header = [], ...lines] = cells(text.replace(/^\uFEFF/, ""));
  const columns = header.map((name) => name.trim());
  const rows = lines
    .filter((line) => line.some((cell) => cell !== ""))
    .map((line) => Object.fromEntries(columns.map((name, index) => [name, line[index] ?? ""])));
  return { columns, rows };
}

/**
 * The sign that separates the cells: the one that the first line has most often outside quotes.
 * @param {string} text
 */
function separatorOf(text) {
  const [first] = text.replace(/"(?:[^"]|"")*"/g, "").split(/\r?\n/, 1);
  const count = (/** @type {string} */ sign) => first.split(sign).length;
  return [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

/**
 * @param {string} text
 * @returns {string[][]}
 */
function cells(text) {
  const separator = separatorOf(text);
  /** @type {string[][]} */
  const lines = [];
  /** @type {string[]} */
  let line = [];
  let index = 0;
  while (index < text.length) {
    let cell = "";
    if (text[index] === '"') {
      const end = closingQuote(text, index + 1);
      cell = text.slice(index + 1, end).replaceAll('""', '"');
      index = end + 1;
    }
    const start = index;
    while (index < text.length && text[index] !== separator && text[index] !== "\n") index += 1;
    line.push(cell + text.slice(start, index).replace(/\r$/, ""));
    if (text[index] === separator) {
      index += 1;
      if (index < text.length) continue;
      line.push("");
    }
    index += 1;
    lines.push(line);
    line = [];
  }
  return lines;
}

/**
 * @param {string} text
 * @param {number} from
 */
function closingQuote(text, from) {
  for (let index = from; index < text.length; index += 1) {
    if (text[index] !== '"') continue;
    if (text[index + 1] !== '"') return index;
    index += 1;
  }
  return text.length;
}
