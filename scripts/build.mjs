// npm run build: src/ and pkg-template/ in, the publishable package pkg/ out. The steps are the files of
// scripts/build/; each says what goes in, what comes out and what it is worth (docs/build.md):
//
//   compile → bind → shrink → pack → bundle → check
//
// and beside them tools, the module of servers and tools, and inspector, which the overlay loads.
//
// npm run build -- tools: makes pkg/tools anew and leaves the rest of pkg/ as it is.
//
// npm run build -- --without literals|names|numbers|shrink|pack|terser: makes only the page's script,
// without one step, in target/without-STEP/, and prints what the step is worth. The script runs, so it
// also helps to find a fault.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Problem, ROOT, main, say } from "./run.mjs";
import { setUp } from "./setup.mjs";
import { brotliBytes } from "./sizes.mjs";

export const PKG = join(ROOT, "pkg");
const OPTIONAL = ["literals", "names", "numbers", "shrink", "pack", "terser"];

/** Builds pkg/. Throws a `Problem` if a step refuses: it does not compile, does not start, or is too big. */
export async function build() {
  const [{ bundle }, { check }, { buildTools }, { inspectorModules }] = await importSteps(
    "bundle",
    "check",
    "tools",
    "inspector",
  );
  const core = await buildCore();
  const inspector = await inspectorModules();
  say("Build: pkg/ …");
  await bundle(PKG, core, inspector);
  await check(PKG, core);
  await buildTools(PKG);
}

/** The steps up to the module: `{wasm, literals, imports, compat, compatUrl}`. */
async function buildCore(without) {
  const [{ compile }, { bind }, { shrink }] = await importSteps("compile", "bind", "shrink");
  say("Build: the core as wasm …");
  const { imports, ...bound } = await bind(await compile(), without);
  const { wasm, literals } = await shrink(bound, without);
  if (without) return { wasm, literals, imports };
  const [{ compatScripts }] = await importSteps("compat");
  return { wasm, literals, imports, ...(await compatScripts(literals)) };
}

async function buildWithout(step) {
  if (!OPTIONAL.includes(step)) throw new Problem(`--without ${step}: there is ${OPTIONAL.join(", ")}`);
  const [{ pageScript }] = await importSteps("bundle");
  const text = await pageScript(await buildCore(step), step);
  const path = join(ROOT, "target", `without-${step}`, "embed.min.js");
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  const bytes = brotliBytes(text);
  const whole = join(PKG, "embed.min.js");
  const worth = existsSync(whole) ? `: ${bytes - brotliBytes(readFileSync(whole))} more than pkg/ has` : "";
  say(`without ${step}, the page total is ${bytes} bytes, brotli 11${worth}`);
}

/** After set-up, because the steps import what npm installs. */
function importSteps(...names) {
  return Promise.all(names.map((name) => import(`./build/${name}.mjs`)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  main(async () => {
    await setUp({ browser: false });
    const [option, step] = process.argv.slice(2);
    if (option === "tools") return (await importSteps("tools"))[0].buildTools(PKG);
    await (option === "--without" ? buildWithout(step) : build());
  });
}
