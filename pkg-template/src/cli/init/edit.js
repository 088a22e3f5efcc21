// Edits of a text file. Each returns the new text, or undefined where the place is not found, so that the
// caller can say what to do by hand.

/**
 * Puts an import before the first one, behind directives such as "use client".
 * @param {string} text
 * @param {string} line
 */
export function withImport(text, line) {
  const start = /^(?:\uFEFF|#!.*\n|\s*(["'])use [\w ]+\1;?[ \t]*\n|\s*\/\/.*\n|\s*\/\*[^]*?\*\/)*\s*/.exec(
    text,
  );
  const position = start ? start[0].length : 0;
  return `${text.slice(0, position)}${line}\n${text.slice(position)}`;
}

/**
 * Puts a block at the beginning of the head, behind the declaration of the encoding, which has to come first.
 * @param {string} html
 * @param {string} block
 */
export function atHeadStart(html, block) {
  const head = /<head(?:\s[^>]*)?>/i.exec(html);
  if (!head) return undefined;
  const charset = /^\s*<meta[^>]*charset[^>]*>/i.exec(html.slice(head.index + head[0].length));
  const position = head.index + head[0].length + (charset ? charset[0].length : 0);
  const indent = /\n([ \t]*)\S/.exec(html.slice(head.index + head[0].length))?.[1] ?? "";
  return `${html.slice(0, position)}\n${indented(block, indent)}${html.slice(position)}`;
}

/**
 * Puts a line before the end of the head.
 * @param {string} html
 * @param {string} line
 */
export function atHeadEnd(html, line) {
  const end = /([ \t]*)<\/head\s*>/i.exec(html);
  if (!end) return undefined;
  const isOwnLine = /(^|\n)$/.test(html.slice(0, end.index));
  const before = isOwnLine ? `${end[1]}  ${line}\n` : line;
  return `${html.slice(0, end.index)}${before}${html.slice(end.index)}`;
}

/**
 * Puts a line behind the opening tag of a JSX component, whatever its attributes hold.
 * @param {string} text
 * @param {string} name
 * @param {string} line
 */
export function insideComponent(text, name, line) {
  const open = new RegExp(`<${name.replace(".", "\\.")}(?=[\\s>])`).exec(text);
  if (!open) return undefined;
  let depth = 0;
  for (let index = open.index + open[0].length; index < text.length; index += 1) {
    if (text[index] === "{") depth += 1;
    if (text[index] === "}") depth -= 1;
    if (text[index] !== ">" || depth) continue;
    if (text[index - 1] === "/") return undefined;
    const indent = /\n([ \t]*)[^\n]*$/.exec(text.slice(0, open.index))?.[1] ?? "";
    return `${text.slice(0, index + 1)}\n${indent}  ${line}${text.slice(index + 1)}`;
  }
  return undefined;
}

/**
 * Puts an element first into the list `name: [`.
 * @param {string} text
 * @param {string} name
 * @param {string} element
 */
export function firstInList(text, name, element) {
  const list = new RegExp(`\\b${name}\\s*:\\s*\\[(\\s*)(\\]?)`).exec(text);
  if (!list) return undefined;
  const [all, space, isEmpty] = list;
  const position = list.index + all.length;
  const comma = isEmpty ? "]" : `,${space || " "}`;
  const head = text.slice(0, isEmpty ? position - 1 : position);
  return `${head}${element}${comma}${text.slice(position)}`;
}

/**
 * @param {string} block
 * @param {string} indent
 */
const indented = (block, indent) => block.replace(/^(?=.)/gm, indent);
