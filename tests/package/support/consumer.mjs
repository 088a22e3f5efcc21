// A project that has installed the packed tarball, and links to packages of this workspace.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** `{dir, tarball, files, write(name, text), close()}`. `files` are the paths in the tarball. */
export function install(...packages) {
  const dir = mkdtempSync(join(tmpdir(), "shoptrail-consumer-"));
  const home = join(dir, "node_modules", "shoptrail");
  mkdirSync(home, { recursive: true });
  const [{ filename, files }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--offline", "--pack-destination", dir], {
      cwd: join(ROOT, "pkg"),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  execFileSync("tar", ["-xzf", join(dir, filename), "-C", home, "--strip-components=1"]);
  for (const name of packages) {
    mkdirSync(dirname(join(dir, "node_modules", name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(dir, "node_modules", name));
  }
  return {
    dir,
    tarball: join(dir, filename),
    files: files.map(({ path }) => path),
    write(name, text) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), text);
      return join(dir, name);
    },
    close: () => rmSync(dir, { recursive: true }),
  };
}
