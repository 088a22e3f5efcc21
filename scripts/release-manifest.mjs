// Prepares pkg/ for the registry: release.yml runs it before `npm publish`. It puts the addresses of the
// repository that releases into package.json, and makes the links of the package's README absolute, because
// the registry's page has no files beside it, and takes relative links for those of the repository's root
// (https://github.com/npm/marky-markdown/issues/449). The sources name no repository: a fork releases as itself.

import { readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { Problem, ROOT, main } from "./run.mjs";

const SOURCE = "pkg-template";
const LINK = /\]\((?!#|[a-z][a-z+.-]*:)([^)\s]+)\)/gi;

/** package.json with `repository`, `homepage` and `bugs`. `address` is `https://HOST/OWNER/NAME`. */
export function releasedManifest(manifest, address) {
  return {
    ...manifest,
    homepage: `${address}#readme`,
    repository: { type: "git", url: `git+${address}.git`, directory: SOURCE },
    bugs: { url: `${address}/issues` },
  };
}

/** The README with links to the files of that version. */
export function releasedReadme(text, address, tag) {
  return text.replace(LINK, (_, link) => `](${address}/blob/${tag}/${posix.join(SOURCE, link)})`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  main(async () => {
    const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_REF_NAME } = process.env;
    if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY || !GITHUB_REF_NAME)
      throw new Problem("GITHUB_SERVER_URL, GITHUB_REPOSITORY and GITHUB_REF_NAME must be set");
    const address = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;
    change("package.json", (text) => {
      return `${JSON.stringify(releasedManifest(JSON.parse(text), address), null, 2)}\n`;
    });
    change("README.md", (text) => releasedReadme(text, address, GITHUB_REF_NAME));
  });
}

function change(name, edit) {
  const path = join(ROOT, "pkg", name);
  writeFileSync(path, edit(readFileSync(path, "utf8")));
}
