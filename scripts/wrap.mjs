// Wraps Markdown: a paragraph or a list item with a line that is too long is filled anew. Tables, code,
// headings, HTML and hard line breaks stay as they are. wrap-markdown.mjs and the test of lines call it.

export const COLUMNS = 110;

const FENCE = /^\s*(```|~~~)/;
const KEPT = /^\s*(\||#|<|!\[|\[[^\]]+\]:|---|>)/;
const ITEM = /^(\s*)([-*+]|\d+\.)\s+/;

/** The text with its long paragraphs filled anew. */
export function wrapMarkdown(text) {
  const out = [];
  let block = [];
  let isCode = false;
  const flush = () => {
    out.push(...wrapBlock(block));
    block = [];
  };
  for (const line of text.split("\n")) {
    const isFence = FENCE.test(line);
    if (isFence) isCode = !isCode;
    if (isFence || isCode || !line.trim() || KEPT.test(line)) {
      flush();
      out.push(line);
      continue;
    }
    if (ITEM.test(line)) flush();
    block.push(line);
  }
  flush();
  return out.join("\n");
}

/** How many columns a line takes. */
export function columns(line) {
  return [...line].length;
}

/** The lines of one paragraph or list item. */
function wrapBlock(lines) {
  const hasHardBreak = lines.slice(0, -1).some((line) => /( {2}|\\)$/.test(line));
  if (hasHardBreak || lines.every((line) => columns(line) <= COLUMNS)) return lines;
  const [marker] = ITEM.exec(lines[0]) ?? /^\s*/.exec(lines[0]);
  const indent = " ".repeat(columns(marker));
  const words = lines.join(" ").slice(marker.length).trim().split(/ +/);
  const out = [];
  let line = marker + words.shift();
  for (const word of words) {
    // A line must not begin with what Markdown would read as a list, a heading or a quotation.
    const startsBlock = /^([-*+>#|]|\d+[.)])/.test(word);
    if (columns(`${line} ${word}`) > COLUMNS && !startsBlock) {
      out.push(line);
      line = indent + word;
    } else line += ` ${word}`;
  }
  return [...out, line];
}
