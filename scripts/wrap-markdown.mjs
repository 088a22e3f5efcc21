// Wraps the project's Markdown at 110 columns: part of `npm run format`. Files that a command writes stay as
// they are. tests/architecture/lines.test.mjs fails when a line is too long.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isWrittenByCommand, projectFiles } from "./files.mjs";
import { ROOT, main, say } from "./run.mjs";
import { wrapMarkdown } from "./wrap.mjs";

main(async () => {
  for (const path of projectFiles(".md")) {
    const text = readFileSync(join(ROOT, path), "utf8");
    const wrapped = wrapMarkdown(text);
    if (wrapped === text || isWrittenByCommand(text)) continue;
    writeFileSync(join(ROOT, path), wrapped);
    say(`wrapped ${path}`);
  }
});
