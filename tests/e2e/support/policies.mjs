// The table of content security policies: what a page may forbid, and as what the tracker then runs.
// policies.test.mjs tests it and scripts/engines/report.mjs prints it in tests/ENGINES.md.

const STRICT = "default-src 'none'; img-src 'self'; connect-src *; script-src 'nonce-n' 'strict-dynamic'";
const TYPED = "; require-trusted-types-for 'script'; trusted-types";

/**
 * `head` runs before the tracker. `inserted`: a script of the shop inserts the tracker. `apart`: the row is
 * about the separate file of the module.
 */
export const POLICIES = [
  { name: "no policy", runsAs: "WebAssembly" },
  { name: "`'wasm-unsafe-eval'`", policy: "script-src 'self' 'wasm-unsafe-eval'", runsAs: "WebAssembly" },
  { name: "`'unsafe-eval'`", policy: "script-src 'self' 'unsafe-eval'", runsAs: "WebAssembly" },
  { name: "`script-src 'self'` without either", policy: "script-src 'self'", runsAs: "script" },
  {
    name: "`default-src 'self'`, and the collector in `connect-src`",
    policy: "default-src 'self'; connect-src 'self' COLLECTOR",
    runsAs: "script",
  },
  { name: "`'strict-dynamic'` with a nonce", policy: STRICT, runsAs: "script" },
  {
    name: "`'strict-dynamic'` with a nonce, and `'wasm-unsafe-eval'`",
    policy: `${STRICT} 'wasm-unsafe-eval'`,
    runsAs: "WebAssembly",
  },
  {
    name: "Trusted Types and no policy of theirs (`'none'`)",
    policy: `${STRICT}${TYPED} 'none'`,
    runsAs: "script",
  },
  {
    name: "Trusted Types `'none'`, and `'wasm-unsafe-eval'`",
    policy: `${STRICT} 'wasm-unsafe-eval'${TYPED} 'none'`,
    runsAs: "WebAssembly",
  },
  {
    name: "Trusted Types, inserted through the shop's policy `shop`",
    policy: `${STRICT}${TYPED} shop`,
    inserted: true,
    runsAs: "script",
  },
  { name: "no `WebAssembly` (Lockdown Mode)", head: "delete window.WebAssembly;", runsAs: "script" },
  {
    name: "a module that does not start",
    head: 'WebAssembly.instantiate = () => Promise.reject(new WebAssembly.CompileError("cut"));',
    runsAs: "script",
  },
  { name: "the module's file is missing", missing: /wasm$/, runsAs: "script", apart: true },
];

/** What a page loads. `module`: by an import. `apart`: the WebAssembly module is a separate file. */
export const ENTRIES = [
  { name: "embed.min.js", file: "embed.min.js" },
  { name: "two-files.min.js", file: "two-files.min.js", apart: true },
  { name: "npm `shoptrail`", file: "index.js", module: true },
  { name: "npm `shoptrail/url`", file: "url.js", module: true, apart: true },
];

/** Every row with every entry to which it applies: `{name, row, entry}`. */
export const MATRIX = POLICIES.flatMap((row) =>
  ENTRIES.filter((entry) => !row.apart || entry.apart).map((entry) => ({
    name: `${entry.name}: ${row.name}`,
    row,
    entry,
  })),
);
