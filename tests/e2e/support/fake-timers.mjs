// `@sinonjs/fake-timers` from npm, as a script that installs it.

import { build } from "esbuild";

const { outputFiles } = await build({
  stdin: {
    contents: 'import { install } from "@sinonjs/fake-timers"; install({ now: 1e12 });',
    resolveDir: new URL("../../../", import.meta.url).pathname,
  },
  bundle: true,
  write: false,
  format: "iife",
  external: ["util", "timers", "timers/promises"],
  define: { global: "window", "process.env.NODE_ENV": '"production"' },
});
export const FAKE_TIMERS = outputFiles[0].text;
