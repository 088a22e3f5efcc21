// Starts an X server without a screen, for a browser that cannot run headless. webkit.mjs uses it.

import { spawn } from "node:child_process";
import { webkitCommands } from "../../../../scripts/setup/webkit.mjs";

const START_LIMIT_MS = 20_000;

/**
 * Resolves with `{environment, close()}`: the environment variables of a child process that draws there. The
 * server ends with this process at the latest.
 */
export async function openDisplay() {
  const screen = ["-displayfd", "3", "-screen", "0", "1440x900x24", "-nolisten", "tcp"];
  const server = spawn(webkitCommands().xvfb, screen, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const end = () => server.kill("SIGTERM");
  process.once("exit", end);
  const gone = new Promise((resolve) => server.once("close", resolve));
  const number = await Promise.race([
    new Promise((resolve) => server.stdio[3].once("data", (text) => resolve(String(text).trim()))),
    gone,
    new Promise((resolve) => setTimeout(resolve, START_LIMIT_MS).unref()),
  ]);
  if (!/^\d+$/.test(number)) {
    end();
    throw new Error("Xvfb does not start");
  }
  return {
    environment: { DISPLAY: `:${number}` },
    async close() {
      process.removeListener("exit", end);
      end();
      await gone;
    },
  };
}
