// Serves the harness shop with shoptrail as an npm package, bundled as the build of a shop does it.
// variants.test.mjs uses it.

import { build } from "esbuild";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "../../../www/server.mjs";

const PKG = fileURLToPath(new URL("../../../pkg/", import.meta.url));

/** As `serve` of www/server.mjs, with the npm entry instead of the snippet. */
export async function serveNpmShop() {
  const pkgDir = await mkdtemp(join(tmpdir(), "shoptrail-npm-"));
  const entry = `
    import { createTracker } from ${JSON.stringify(join(PKG, "index.js"))};
    const { writeKey, endpoint, ...options } = document.currentScript.dataset;
    const first = createTracker({ writeKey, endpoint, ...options });
    window.trackers = [first, createTracker({ writeKey: "another" })];
    window.shoptrail = window.trackers[0];`;
  await build({
    stdin: { contents: entry, resolveDir: PKG },
    outfile: join(pkgDir, "shop.js"),
    bundle: true,
    minify: true,
    format: "iife",
    logLevel: "warning",
  });
  await writeFile(
    join(pkgDir, "snippet.html"),
    '<script src="__CDN__/shop.js" data-write-key="__KEY__" data-endpoint="__API__/v1/b"></script>\n',
  );
  await cp(join(PKG, "plan.json"), join(pkgDir, "plan.json"));
  const harness = await serve({ shopPort: 0, pkgDir });
  return { ...harness, close: () => harness.close().then(() => rm(pkgDir, { recursive: true })) };
}
