// npm start: sets up, builds, and serves the test shop, a collector and the documentation on 127.0.0.1.

import { spawn } from "node:child_process";
import { Problem, main, say, which } from "./run.mjs";
import { createServer } from "node:net";
import { PKG, build } from "./build.mjs";
import { setUp } from "./setup.mjs";

const DEFAULT_PORT = 4173;
const PORTS_TRIED = 100;
const CLOSE_LIMIT_MS = 2_000;

main(async () => {
  await setUp({ browser: false });
  await build();
  const { serve } = await import("../www/server.mjs");
  const shopPort = await freePort(DEFAULT_PORT);
  const harness = await serve({ shopPort, collectorPort: await freePort(shopPort + 1), pkgDir: PKG });

  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.removeAllListeners(signal).once(signal, () => {
      say("\nStopped.");
      // The event stream of an open page would keep the server from closing.
      setTimeout(() => process.exit(0), CLOSE_LIMIT_MS).unref();
      harness.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
  say(`\nHarness: ${harness.url}\nCtrl-C stops it.`);
  openWhereDesktop(harness.url);
  await buildDocs(harness);
});

/** Builds the documentation while the shop is open already. The shop goes on when that fails. */
async function buildDocs({ url, docs }) {
  const { buildSite } = await import("./docs/site.mjs");
  try {
    await buildSite();
    say(`Documentation: ${url}docs/`);
  } catch (error) {
    docs.problem = error.message;
    say(`The documentation was not built: ${error.message}`);
  }
}

/** `port`, or the next one that is free. */
async function freePort(port) {
  for (let tried = 0; tried < PORTS_TRIED; tried++, port++) {
    const free = await new Promise((resolve) => {
      const probe = createServer();
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
  throw new Problem(`no free port from ${port - PORTS_TRIED} to ${port - 1}`);
}

function openWhereDesktop(url) {
  const desktop =
    process.platform === "darwin"
      ? "open"
      : process.env.DISPLAY || process.env.WAYLAND_DISPLAY
        ? which("xdg-open")
        : null;
  if (!desktop || process.env.CI || !process.stdout.isTTY) return;
  spawn(desktop, [url], { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}
