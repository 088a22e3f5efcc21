// pkg-template/ and the core → pkg/, the publishable package; then its sizes.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT, main, say } from "./run.mjs";
import { setUp } from "./setup.mjs";
import { reportSizes } from "./sizes.mjs";

export const PKG = join(ROOT, "pkg");

/** Everything, or a `Problem`: does not compile, does not instantiate, too big. */
export async function build() {
  // After set-up, because they import what npm installs.
  const [{ buildModule }, { bundle }, { gate }] = await Promise.all([
    import("./build/module.mjs"),
    import("./build/bundle.mjs"),
    import("./build/gate.mjs"),
  ]);
  say("Build: the core as wasm …");
  const core = await buildModule();
  await gate(core);
  say("Build: pkg/ …");
  await bundle(PKG, core);
  reportSizes(PKG);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  main(async () => {
    await setUp({ browser: false });
    await build();
  });
}
