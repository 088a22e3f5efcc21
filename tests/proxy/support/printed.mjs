// Reads the configuration blocks that PROXY.md prints, and fills in their placeholders, so that tests run
// exactly what is printed. It changes nothing else. The proxy tests call it.

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

/**
 * `text` with every occurrence of each placeholder replaced. A missing placeholder is a mistake in the
 * document.
 */
export function filled(text, placeholders) {
  let result = text;
  for (const [placeholder, value] of Object.entries(placeholders)) {
    assert.ok(result.includes(placeholder), `${placeholder} is not in\n${result}`);
    result = result.replaceAll(placeholder, value);
  }
  return result;
}

/**
 * `block` with the directives of `changes` instead of its own with the same name. The name is the first word,
 * or the first two words of `proxy_set_header` and `set`.
 */
export function changed(block, changes) {
  const name = (line) => line.trim().match(/^(?:proxy_set_header|set) \S+|^\w+/)?.[0];
  const lines = block.split("\n");
  for (const change of changes.split("\n").filter(Boolean)) {
    const index = lines.findIndex((line) => name(line) === name(change));
    assert.ok(index >= 0, `no directive like ${change} in\n${lines.join("\n")}`);
    lines[index] = change;
  }
  return lines.join("\n");
}
