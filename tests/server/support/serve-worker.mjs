// Bundles the Worker as wrangler does and runs it in workerd, on the port PORT. It runs inside the project
// that has installed the package.
import { build } from "esbuild";
import { Miniflare } from "miniflare";

await build({
  entryPoints: ["worker.mjs"],
  outdir: "out",
  bundle: true,
  format: "esm",
  conditions: ["workerd"],
  loader: { ".wasm": "copy" },
});
const names = ["CUSTOMERIO_WRITE_KEY", "SHOPTRAIL_ENDPOINT", "SHOPTRAIL_SHOP", "SHOPIFY_WEBHOOK_SECRET"];
const worker = new Miniflare({
  scriptPath: "out/worker.js",
  modules: true,
  compatibilityDate: "2026-01-01",
  modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
  bindings: Object.fromEntries(names.map((name) => [name, process.env[name]])),
  host: "127.0.0.1",
  port: Number(process.env.PORT),
});
await worker.ready;
