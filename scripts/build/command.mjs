// Part of the bundle step: the command `npx shoptrail` and `shoptrail/testing`, which run in node.
//
// In: pkg-template/bin and what it imports. Out: pkg/bin/ and pkg/testing.mjs, not minified, so that a stack
// trace can be read. Each command is loaded only when it is called.

import { build as esbuild } from "esbuild";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../run.mjs";
import { TEMPLATE } from "./script.mjs";

// What package.json asks of the workspace as well.
const TARGET = "node20.19";

export async function command(pkg) {
  rmSync(join(pkg, "bin"), { recursive: true, force: true });
  await esbuild({
    entryPoints: {
      "bin/shoptrail": join(TEMPLATE, "bin", "shoptrail.mjs"),
      testing: join(TEMPLATE, "src", "testing", "index.js"),
    },
    outdir: pkg,
    outExtension: { ".js": ".mjs" },
    chunkNames: "bin/[name]-[hash]",
    bundle: true,
    splitting: true,
    // It stays one module, however it is imported: node finds the package itself by its name.
    external: ["shoptrail/tools", "shoptrail/server"],
    platform: "node",
    format: "esm",
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  }).catch(({ errors, message }) => {
    throw new Problem(`the command does not bundle: ${errors?.[0]?.text ?? message}`);
  });
}
