// npm run build:reproducible: builds here, builds again from nothing in a copy of the sources in another
// folder, and compares every file of the two packages byte by byte.

import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Problem, ROOT, ask, main, must, say } from "./run.mjs";
import { PKG, build } from "./build.mjs";
import { setUp } from "./setup.mjs";

const BUILD_LIMIT_S = 1_800;

main(async () => {
  await setUp({ browser: false });
  await build();
  const here = hashes(PKG);
  // The path has another length than this folder's. If a path is left in a file, what comes after it moves
  // too.
  const folder = mkdtempSync(join(tmpdir(), "shoptrail-built-somewhere-else-"));
  try {
    const copy = join(folder, "copy");
    for (const name of sources()) {
      mkdirSync(dirname(join(copy, name)), { recursive: true });
      cpSync(join(ROOT, name), join(copy, name));
    }
    symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
    say(`Build: again, in ${copy} …`);
    await must(process.execPath, ["scripts/build.mjs"], "the copy does not build", {
      cwd: copy,
      env: { CARGO_TARGET_DIR: join(folder, "target") },
      limit_s: BUILD_LIMIT_S,
      quiet: true,
    });
    const there = hashes(join(copy, "pkg"));
    const differing = [...new Set([...Object.keys(here), ...Object.keys(there)])].filter(
      (name) => here[name] !== there[name],
    );
    for (const name of differing)
      say(`${name}: ${here[name] ?? "missing"} here, ${there[name] ?? "missing"} there`);
    if (differing.length)
      throw new Problem(`${differing.length} of ${Object.keys(here).length} files of pkg/ differ`);
    const all = createHash("sha256").update(JSON.stringify(here)).digest("hex");
    const count = Object.keys(here).length;
    say(`${count} files of pkg/ are the same in both; SHA-256 over their names and hashes: ${all}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** The files of the repository as they are now, with those that are not committed yet. */
function sources() {
  const listed = ask("git", ["ls-files", "--cached", "--others", "--exclude-standard"]);
  if (!listed) throw new Problem("git does not list the sources: build in a clone");
  return listed.split("\n").filter((name) => statSync(join(ROOT, name), { throwIfNoEntry: false })?.isFile());
}

/** Each file of the package with its SHA-256. */
function hashes(pkg) {
  const files = readdirSync(pkg, { recursive: true })
    .filter((name) => statSync(join(pkg, name)).isFile())
    .sort();
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(pkg, name)))
        .digest("hex"),
    ]),
  );
}
