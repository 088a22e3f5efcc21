// The page on coming from Customer.io's own SDK: its blocks compile against the types of both packages, and
// its tables name every call and option of that SDK, so that no shop looks for one in vain. In a browser they
// run in tests/e2e/migration.test.mjs.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SDK = join(ROOT, "node_modules/@customerio/cdp-analytics-browser/dist/types");
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");
const PAGES = ["docs/migration.md", "docs/in-app.md"].map((path) => readFileSync(join(ROOT, path), "utf8"));
// A block with a file name. The others are markup and commands.
const BLOCK = /```[jt]s\n(\/\/ ([\w-]+\.[jt]s)\n[^]*?)```/g;
// What the legacy snippet has as a global.
const LEGACY = `type Call = (...args: unknown[]) => void;
declare const _cio: Record<"identify" | "track" | "page" | "reset", Call>;
declare const shoptrail: import("shoptrail").Tracker;`;
/** By the SDK's own source of the snippet and its documentation; not in its types. */
const SNIPPET_ONLY = ["load", "pageview", "trackForm", "addIntegrationMiddleware"];
const SDK_ONLY = ["cdnSettings", "cdnURL"];

async function compile(files) {
  const folder = mkdtempSync(join(tmpdir(), "shoptrail-migration-"));
  try {
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const compilerOptions = {
      ...{ strict: true, noEmit: true, skipLibCheck: true, allowJs: true, types: [] },
      ...{ target: "es2022", lib: ["es2022", "dom"], module: "esnext", moduleResolution: "bundler" },
      paths: {
        shoptrail: [join(ROOT, "pkg/index.d.ts")],
        "shoptrail/in-app": [join(ROOT, "pkg/in-app.d.ts")],
      },
    };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: Object.keys(files) }),
    );
    const { stdout } = await promisify(execFile)(process.execPath, [TSC, "-p", folder]).catch(
      (error) => error,
    );
    return stdout.split("\n").filter((line) => line.includes("error"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const blocks = () =>
  Object.fromEntries(
    PAGES.flatMap((text) => [...text.matchAll(BLOCK)].map(([, code, name]) => [name, code])),
  );

test("every block compiles, before and after", async () => {
  const files = blocks();
  assert.ok(Object.keys(files).length >= 12, Object.keys(files).join(" "));
  for (const name of ["cio-before.js", "cio-after.js"]) {
    files[name.replace(".js", ".ts")] = files[name];
    delete files[name];
  }
  assert.deepEqual(await compile({ ...files, "legacy.d.ts": LEGACY }), []);
  // The check can fail: a call that the SDK lacks, and an event that the plan lacks.
  const [error] = await compile({
    "after.ts": files["after.ts"],
    "misspelt.ts": 'import { shoptrail } from "./after";\nshoptrail.track("product_viewd", {});',
  });
  assert.match(error ?? "", /product_viewd/);
});

test("the tables name every call and every option of the SDK", () => {
  const [text] = PAGES;
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  const named = new Set(
    rows.flatMap((row) =>
      [...row.split(" | ")[0].matchAll(/`(?:_cio\.)?"?([\w-]+)/g)].map(([, name]) => name),
    ),
  );
  const typesOf = (path) => readFileSync(join(SDK, path), "utf8");
  const buffered = typesOf("core/buffer/index.d.ts").split("class AnalyticsBuffered")[1];
  const calls = [...buffered.matchAll(/^ {4}(?:readonly )?(\w+)[:(<= ]/gm)]
    .map(([, name]) => name)
    .filter((name) => !/^(private|constructor|instance|ctx)$/.test(name));
  assert.ok(calls.includes("trackSubmit") && calls.includes("inbox") && calls.length > 22, calls.join(" "));
  const analytics = typesOf("core/analytics/index.d.ts");
  const options = ["AnalyticsSettings", "InitOptions"].flatMap((name) => {
    const [, body] = new RegExp(`interface ${name} {([^]*?)\n}`).exec(analytics);
    return [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, option]) => option);
  });
  assert.ok(options.includes("useQueryString") && options.length > 14, options.join(" "));
  const missing = [...calls, ...SNIPPET_ONLY, ...options, ...SDK_ONLY].filter((name) => !named.has(name));
  assert.deepEqual(missing, []);
});
