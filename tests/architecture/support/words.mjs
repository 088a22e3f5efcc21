// Reads what a person reads in a file: prose (comments, paragraphs), titles of tests, declared names. Each
// is a list of `[line, text]`. words.test.mjs calls it.

import { Linter } from "eslint";

const TITLED = ["test", "describe", "it"];

/** Of JavaScript: comments, titles of tests, and the names of variables, parameters and functions. */
export function readJavaScript(text) {
  const linter = new Linter();
  const names = [];
  const titles = [];
  const rule = {
    create: ({ sourceCode }) => ({
      "Program:exit"() {
        for (const scope of sourceCode.scopeManager.scopes)
          for (const { name, defs } of scope.variables)
            for (const { name: node } of defs) names.push([node.loc.start.line, name]);
      },
      CallExpression({ callee, arguments: [title] }) {
        if (!TITLED.includes(callee.name)) return;
        if (typeof title?.value === "string") titles.push([title.loc.start.line, title.value]);
        for (const { value } of title?.quasis ?? []) titles.push([title.loc.start.line, value.cooked]);
      },
    }),
  };
  const messages = linter.verify(text, {
    plugins: { local: { rules: { names: rule } } },
    rules: { "local/names": "error" },
    linterOptions: { reportUnusedDisableDirectives: "off" },
  });
  const fatal = messages.find((message) => message.fatal);
  if (fatal) throw new Error(`line ${fatal.line}: ${fatal.message}`);
  const comments = linter.getSourceCode().getAllComments();
  return { names, titles, prose: comments.map(({ loc, value }) => [loc.start.line, value]) };
}

/** Of Rust: comments, and the names of items, variables, parameters and members. */
export function readRust(text) {
  const { prose, code } = split(text, { quotes: '"', isRust: true });
  const declared = /\b(?:fn|let|mut|const|static|struct|enum|trait|type|mod)\s+(\w+)|\b([a-z]\w*)\s*:(?!:)/g;
  const names = code.flatMap(([line, words]) =>
    [...words.matchAll(declared)].map(([, item, member]) => [line, item ?? member]),
  );
  return { prose, names };
}

/** Of types, styles and PHP: comments. Their names are the platforms' or are checked where they are used. */
export function readTypes(text) {
  return { prose: split(text, { quotes: "\"'`" }).prose };
}

/** Of Markdown: everything but code. */
export function readMarkdown(text) {
  let isCode = false;
  const prose = text.split("\n").map((line, index) => {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (isFence) isCode = !isCode;
    return [index + 1, isFence || isCode ? "" : line];
  });
  return { prose };
}

/** Parts a text into comments and code without texts, line by line. */
function split(text, { quotes, isRust }) {
  const strings = [...quotes].map((quote) => `${quote}(?:[^${quote}\\\\]|\\\\[^])*${quote}`);
  if (isRust) strings.unshift('r(#+)"[^]*?"\\1', "'(?:[^'\\\\\\n]|\\\\[^']+)'");
  const comments = ["\\/\\/[^\\n]*", "\\/\\*[^]*?\\*\\/", ";;[^\\n]*"];
  const pattern = new RegExp(`(?<comment>${comments.join("|")})|${strings.join("|")}`, "g");
  const prose = [];
  const code = text.replace(pattern, (...match) => {
    const { comment } = match.at(-1);
    const line = text.slice(0, match.at(-3)).split("\n").length;
    if (comment) comment.split("\n").forEach((part, index) => prose.push([line + index, part]));
    return match[0].replace(/[^\n]/g, " ");
  });
  return { prose, code: code.split("\n").map((words, index) => [index + 1, words]) };
}
