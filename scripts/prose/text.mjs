// Reads the prose of a Markdown file: what a person reads as sentences. Code, tables, comments and headings
// are no prose. rules.mjs checks what this file finds.

const FENCE = /^\s*(```|~~~)/;
const LIST = /^\s*(?:[-*+]|\d+\.)\s+/;

/** Paragraphs and list items: `[{line, text}]`, where `line` counts from 1 and code is one word. */
export function paragraphs(lines) {
  const found = [];
  let open = null;
  let isCode = false;
  let isComment = false;
  const close = () => {
    if (open) found.push({ line: open.line, text: plain(open.text) });
    open = null;
  };
  lines.forEach((line, index) => {
    if (FENCE.test(line)) isCode = !isCode;
    if (!isCode && line.includes("<!--")) isComment = true;
    const isProse = !isCode && !isComment && !FENCE.test(line) && !/^\s*([|#<]|$)/.test(line);
    if (line.includes("-->")) isComment = false;
    if (!isProse || LIST.test(line)) close();
    if (!isProse) return;
    const text = line.replace(LIST, "").replace(/^>\s?/, "").trim();
    open = open ? { ...open, text: `${open.text} ${text}` } : { line: index + 1, text };
  });
  close();
  return found;
}

/** The sentences of a paragraph. */
export function sentences(text) {
  return text
    .split(/(?<=[.!?]["')]*)\s+(?=[^a-z]|shoptrail|npm|node|publint)/)
    .filter((sentence) => /\w/.test(sentence));
}

/** How many words a sentence has. A piece of code is one word. */
export function countWords(sentence) {
  return sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** Text without marks: code becomes the word CODE, a link its words. */
function plain(text) {
  return text
    .replace(/``.+?``|`[^`]*`/g, "CODE")
    .replace(/!?\[((?:[^\][]|\[[^\]]*\])*)\]\([^)]*\)/g, "$1")
    .replace(/<https?:[^>]*>/g, "LINK")
    .replace(/\*\*|__/g, "")
    .replace(/(?<!\w)\*|\*(?!\w)/g, "");
}
