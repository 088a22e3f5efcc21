// npm run setup: finds or installs everything that the build and the tests need. A second run only looks.

import { pathToFileURL } from "node:url";
import { Problem, main } from "./run.mjs";
import { setUpBindgen } from "./setup/bindgen.mjs";
import { setUpBrowser } from "./setup/browser.mjs";
import { setUpNpm } from "./setup/npm.mjs";
import { setUpPhp } from "./setup/php.mjs";
import { setUpRust } from "./setup/rust.mjs";

const NODE_AT_LEAST = [20, 19];

/** `browser` and `php`: whether they are needed. Throws a `Problem` that says what to install. */
export async function setUp({ browser = true, php = browser } = {}) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < NODE_AT_LEAST[0] || (major === NODE_AT_LEAST[0] && minor < NODE_AT_LEAST[1])) {
    throw new Problem(
      `node ${process.versions.node} is too old: install node ${NODE_AT_LEAST.join(".")} or newer`,
    );
  }
  await setUpRust();
  await setUpNpm();
  await setUpBindgen();
  if (browser) await setUpBrowser();
  if (php) await setUpPhp();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main(setUp);
