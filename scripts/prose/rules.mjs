// The project's own rules for prose, as markdownlint runs them: sentence length, words, spelling, links.
// rules.json says which rules run and with what. lint.mjs runs them.
// https://github.com/DavidAnson/markdownlint/blob/main/doc/CustomRules.md

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { slug } from "../../docs/.vitepress/slug.mjs";
import { ROOT } from "../run.mjs";
import { countWords, paragraphs, sentences } from "./text.mjs";

const RULES = JSON.parse(readFileSync(new URL("rules.json", import.meta.url), "utf8"));
/** The private words of code and documents, and those of documents alone. */
const WORDS = JSON.parse(readFileSync(join(ROOT, "tests", "architecture", "words.json"), "utf8"));
const BANNED = { ...WORDS.prose, ...RULES.banned };
const LINK = /!?\[(?:[^\][]|\[[^\]]*\])*\]\(([^)\s]+)\)/g;
const MOST_SEMICOLONS = 1;

const rule = (name, description, check) => ({
  names: [name],
  description,
  tags: ["prose"],
  parser: "none",
  function: (params, onError) => check(params, (lineNumber, detail) => void onError({ lineNumber, detail })),
});

/** A sentence has at most `maxWords` words, and at most one semicolon. */
const sentenceRule = rule("shoptrail-sentences", "A sentence has one idea", ({ lines }, report) => {
  for (const { line, text } of paragraphs(lines)) {
    for (const sentence of sentences(text)) {
      const words = countWords(sentence);
      if (words > RULES.maxWords) report(line, `${words} words: ${sentence.slice(0, 70)}`);
      if (sentence.split(";").length - 1 > MOST_SEMICOLONS) report(line, `semicolons: ${sentence}`);
    }
  }
});

/** No private word, and every term as its owner writes it. */
const wordRule = rule("shoptrail-words", "Plain words, and terms as they are spelt", ({ lines }, report) => {
  for (const { line, text } of paragraphs(lines)) {
    for (const [word, instead] of Object.entries(BANNED))
      if (new RegExp(`(?<![\\w-])${word}(?![\\w-])`, "i").test(text)) report(line, `"${word}": ${instead}`);
    for (const term of RULES.terms) {
      const pattern = term.replaceAll(".", "\\.?").replaceAll(" ", "[ -]?");
      for (const [found] of text.matchAll(new RegExp(`(?<![\\w/.@-])${pattern}(?![\\w/@-])`, "gi")))
        if (found !== term) report(line, `"${found}": ${term}`);
    }
    for (const [pattern, instead] of Object.entries(RULES.spelling))
      for (const [found] of text.matchAll(new RegExp(pattern, "gi")))
        if (instead && found.toLowerCase() !== instead.toLowerCase()) report(line, `"${found}": ${instead}`);
  }
});

/** A link leads to a file, and its anchor to a heading there. A file of the package links only to others. */
const linkRule = rule("shoptrail-links", "Links lead somewhere", ({ name, lines }, report) => {
  let isCode = false;
  lines.forEach((text, index) => {
    if (/^\s*```/.test(text)) isCode = !isCode;
    if (isCode) return;
    for (const [, link] of text.replace(/`[^`]*`/g, "").matchAll(LINK)) {
      const problem = linkProblem(name, link);
      if (problem) report(index + 1, `${link}: ${problem}`);
    }
  });
});

function linkProblem(from, link) {
  if (/^[a-z][a-z+.-]*:/i.test(link)) return "";
  const [path, anchor] = link.split("#");
  const file = path ? join(dirname(from), path) : from;
  const inPackage = (place) => relative(join(ROOT, "pkg-template"), place).split("/")[0] !== "..";
  if (!existsSync(file)) return "there is no such file";
  if (inPackage(from) && !inPackage(file)) return "the package does not have this file";
  if (anchor === undefined || !file.endsWith(".md")) return "";
  if (statSync(file).isDirectory()) return "a folder has no headings";
  return anchors(readFileSync(file, "utf8")).has(anchor) ? "" : "there is no such heading";
}

/** The anchors that a code host gives to headings. */
function anchors(text) {
  const found = new Set();
  let isCode = false;
  for (const line of text.split("\n")) {
    if (/^\s*```/.test(line)) isCode = !isCode;
    const heading = !isCode && line.match(/^#{1,6}\s+(.*)$/);
    if (!heading) continue;
    const words = heading[1].replace(/[`*]/g, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const plain = slug(words);
    let own = plain;
    for (let count = 1; found.has(own); count += 1) own = `${plain}-${count}`;
    found.add(own);
  }
  return found;
}

export const CUSTOM_RULES = [sentenceRule, wordRule, linkRule];
export const CONFIG = RULES.markdownlint;
