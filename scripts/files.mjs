// The files that people write: everything in the repository but what is built, installed or recorded. The
// tests of the architecture and wrap-markdown.mjs read it.

import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "./run.mjs";

// Fixtures are recorded data and published versions.
const SKIPPED = ["node_modules", "target", "pkg", ".git", ".tools", "test-results", "fixtures"];

/** The paths below the root of all files whose names end in one of `extensions`, sorted. */
export function projectFiles(...extensions) {
  const paths = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (SKIPPED.includes(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (extensions.some((extension) => entry.name.endsWith(extension))) paths.push(path);
    }
  };
  walk(ROOT);
  return paths.map((path) => relative(ROOT, path)).sort();
}

/** Whether a command writes this Markdown file; its head says so, and names the command. */
export function isWrittenByCommand(text) {
  return /\bdo not edit\b/.test(text.slice(0, 600));
}
