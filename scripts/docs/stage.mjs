// Copies the pages of the documentation into one folder for VitePress, and makes their links those of the
// site. A link to a file that is no page leads to the repository, if its address is known; else only its
// text stays. site.mjs calls it.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { ROOT } from "../run.mjs";
import { allPages } from "./pages.mjs";

const LINK = /(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;
/** Pictures of pages in docs/, which are at the root of the site. */
const PICTURES = "docs/figures/";
const FENCE = /^ *(```|~~~)/;

/**
 * Writes all pages below `folder`. Throws an error that names every link to a file that does not exist.
 * `repository` is an address such as `https://host/owner/name/blob/main`, or empty.
 */
export function stage(folder, repository = "", pages = allPages()) {
  rmSync(folder, { recursive: true, force: true });
  const dead = [];
  for (const [from, to] of Object.entries(pages)) {
    const text = readFileSync(join(ROOT, from), "utf8");
    const target = (link) => siteLink(link, { from, to, pages, repository, dead });
    mkdirSync(join(folder, dirname(to)), { recursive: true });
    writeFileSync(join(folder, to), withLinks(text, target));
  }
  cpSync(join(ROOT, PICTURES), join(folder, posix.relative("docs", PICTURES)), { recursive: true });
  if (dead.length > 0) throw new Error(`links to nothing:\n${dead.join("\n")}`);
}

/** `text` with every link outside of code as `target` gives it; without a target only its words stay. */
export function withLinks(text, target) {
  const replace = (block) =>
    block.replace(LINK, (whole, mark, words, link) => {
      const to = target(link);
      return to === undefined ? words : `${mark}[${words}](${to})`;
    });
  return blocksOf(text)
    .map(({ isCode, lines }) => (isCode ? lines.join("\n") : replace(lines.join("\n"))))
    .join("\n");
}

/** The text in blocks: code, and paragraphs, because the words of a link may go over two lines. */
function blocksOf(text) {
  const blocks = [{ isCode: false, lines: [] }];
  let isCode = false;
  for (const line of text.split("\n")) {
    const isFence = FENCE.test(line);
    if (isFence ? !isCode : !line.trim() && !isCode) blocks.push({ isCode: isFence, lines: [] });
    blocks.at(-1).lines.push(line);
    if (isFence && isCode) blocks.push({ isCode: false, lines: [] });
    if (isFence) isCode = !isCode;
  }
  return blocks.filter(({ lines }) => lines.length > 0);
}

function siteLink(link, { from, to, pages, repository, dead }) {
  if (/^[a-z][a-z+.-]*:|^#/i.test(link)) return link;
  const [path, anchor] = link.split("#");
  const file = posix.normalize(posix.join(posix.dirname(from), path));
  const hash = anchor === undefined ? "" : `#${anchor}`;
  if (Object.hasOwn(pages, file)) {
    const relative = posix.relative(posix.dirname(to), pages[file]);
    return `${relative.startsWith(".") ? "" : "./"}${relative}${hash}`;
  }
  if (!existsSync(join(ROOT, file))) dead.push(`${from}: ${link}`);
  else if (file.startsWith(PICTURES)) return `./${posix.relative("docs", file)}`;
  return repository ? `${repository}/${file}${hash}` : undefined;
}
