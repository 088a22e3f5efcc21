// The consumers that the packed tarball is tried with. npm installs exactly the versions of `packages` into a
// new project, `files` are put there, and `build` is run. What `serve` names is opened in Chromium: a folder,
// or a command that listens on PORT. Without `serve` it is enough that the commands succeed. `steps`: what
// the shopper clicks, and which events that adds. A `quick` row needs only this workspace's own packages:
// `npm test` runs it.

import { BUNDLERS } from "./bundlers.mjs";
import { SERVERS, TOOLS, TYPES } from "./checks.mjs";
import { FRAMEWORKS } from "./frameworks.mjs";
import { INITIALISED } from "./init.mjs";
import { META_FRAMEWORKS } from "./meta-frameworks.mjs";
import { ESBUILD, REACT, SPLIT } from "./tools.mjs";

const TYPESCRIPT = { typescript: "7.0.2", "@types/react": "19.3.0", ...REACT, ...ESBUILD };
const TYPESCRIPT_5 = { ...TYPESCRIPT, typescript: "5.9.3" };

const tsc = (...flags) => ["tsc", "-p", ".", ...flags];

const RUN_TOOLS = [
  ["node", "run.mjs"],
  ["node", "require.cjs"],
];
const TOOLS_ROWS = [
  { name: "node, import and require", packages: {}, build: RUN_TOOLS, quick: true },
  { name: "node 22, import and require", packages: { node: "22.23.3" }, build: RUN_TOOLS },
  { name: "node 24, import and require", packages: { node: "24.21.0" }, build: RUN_TOOLS },
  { name: "bun 1.4", packages: { bun: "1.4.5" }, build: [["bun", "run.mjs"]] },
  { name: "deno 2.9", packages: { deno: "2.9.6" }, build: [["deno", "run", "--no-prompt", "run.mjs"]] },
  {
    name: "workerd, bundled by esbuild",
    packages: { miniflare: "4.20260426.0", ...ESBUILD },
    build: [["node", "workerd.mjs"]],
  },
].map((row) => ({ ...row, entry: "./tools", files: TOOLS }));

export const CONSUMERS = [
  ...BUNDLERS,
  ...FRAMEWORKS,
  ...META_FRAMEWORKS,
  ...INITIALISED,
  ...[
    ["TypeScript 7", TYPESCRIPT, true],
    ["TypeScript 5.9", TYPESCRIPT_5, false],
  ].flatMap(([name, packages, quick]) => [
    {
      name: `${name}, strict, moduleResolution bundler`,
      entry: "., ./url, ./compat, ./react, ./vue, adapters",
      packages,
      files: TYPES("esnext", "bundler"),
      build: [tsc(), ["esbuild", "out/main.js", "--bundle", "--minify", "--outdir=dist", ...SPLIT]],
      serve: "dist",
      quick,
    },
    {
      name: `${name}, strict, moduleResolution nodenext`,
      entry: "., ./url, ./compat, ./react, ./vue, adapters",
      packages,
      files: TYPES("nodenext", "nodenext"),
      build: [tsc(), ["esbuild", "out/main.js", "--bundle", "--minify", "--outdir=dist", ...SPLIT]],
      serve: "dist",
      quick,
    },
  ]),
  {
    name: "node, import, require and the command",
    entry: "., ./url, ./compat, ./react, ./vue, adapters",
    packages: { vue: "3.5.45", ...REACT },
    files: SERVERS,
    build: [
      ["node", "import.mjs"],
      ["node", "require.cjs"],
      ["shoptrail", "plan"],
    ],
    quick: true,
  },
  {
    name: "bun 1.4",
    entry: "., ./url, ./compat, ./react, ./vue, adapters",
    packages: { bun: "1.4.5", vue: "3.5.45", ...REACT },
    files: SERVERS,
    build: [
      ["bun", "import.mjs"],
      ["bun", "require.cjs"],
    ],
  },
  {
    name: "deno 2.9",
    entry: "., ./url, ./compat, ./react, ./vue, adapters",
    packages: { deno: "2.9.6", vue: "3.5.45", ...REACT },
    files: SERVERS,
    build: [["deno", "run", "--allow-read", "--allow-env", "import.mjs"]],
  },
  ...TOOLS_ROWS,
];
