// npm run prose: checks the documents that people read: README.md, docs/, and the Markdown files of the
// package. `npm run prose -- FILE` checks some. tests/package/docs.test.mjs runs the same check.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { lint } from "markdownlint/promise";
import { writtenPages } from "../docs/pages.mjs";
import { Problem, ROOT, main, say } from "../run.mjs";
import { CONFIG, CUSTOM_RULES } from "./rules.mjs";

/** The documents, as paths in the repository. */
export function documents() {
  return ["README.md", ...Object.keys(writtenPages())];
}

/** Every fault in these files: `["file:line: what is wrong", …]`. */
export async function lintProse(files = documents()) {
  const texts = Object.fromEntries(
    files.map((file) => [join(ROOT, file), readFileSync(join(ROOT, file), "utf8")]),
  );
  const results = await lint({
    strings: texts,
    config: CONFIG,
    customRules: CUSTOM_RULES,
    handleRuleFailures: true,
  });
  return Object.entries(results).flatMap(([file, faults]) =>
    faults.map(
      ({ lineNumber, ruleNames, ruleDescription, errorDetail, errorContext }) =>
        `${file.slice(ROOT.length + 1)}:${lineNumber}: ${ruleNames[0]} ${ruleDescription}: ` +
        `${errorDetail ?? errorContext ?? ""}`,
    ),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  main(async () => {
    const faults = await lintProse(process.argv[2] ? process.argv.slice(2) : documents());
    for (const fault of faults) say(fault);
    if (faults.length > 0) throw new Problem(`${faults.length} faults in the documents`);
  });
}
