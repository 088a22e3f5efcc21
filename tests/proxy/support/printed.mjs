// What PROXY.md prints, to be tried exactly so.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const TEXT = readFileSync(new URL("../../../pkg-template/PROXY.md", import.meta.url), "utf8");

/** The blocks of `language` below the heading `title`, in order. */
export function printed(title, language) {
  const section = TEXT.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  assert.ok(section, `PROXY.md has no heading ${title}`);
  const blocks = [...section.matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
    .filter(([, kind]) => kind === language)
    .map(([, , block]) => block);
  assert.ok(blocks.length, `PROXY.md has no ${language} below ${title}`);
  return blocks;
}

/** `text` with each placeholder replaced, wherever it stands; one that is not there is a mistake in the document. */
export function filled(text, placeholders) {
  for (const [placeholder, value] of Object.entries(placeholders)) {
    assert.ok(text.includes(placeholder), `${placeholder} is not in\n${text}`);
    text = text.replaceAll(placeholder, value);
  }
  return text;
}

/** `block` with the directives of `changes` in the place of its own of the same name: the first word, of `proxy_set_header` and `set` the first two. */
export function changed(block, changes) {
  const name = (line) => line.trim().match(/^(?:proxy_set_header|set) \S+|^\w+/)?.[0];
  for (const change of changes.split("\n").filter(Boolean)) {
    const lines = block.split("\n");
    const at = lines.findIndex((line) => name(line) === name(change));
    assert.ok(at >= 0, `nothing like ${change} in\n${block}`);
    lines[at] = change;
    block = lines.join("\n");
  }
  return block;
}
