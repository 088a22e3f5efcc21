// A screen for a browser that cannot do without one: an X server of our own, without a person before it.

import { spawn } from "node:child_process";
import { webkitCommands } from "../../../../scripts/setup/webkit.mjs";

const START_LIMIT_MS = 20_000;

/** `{environment, close()}`: what a child process needs to draw there. Ends with this process at the latest. */
export async function openDisplay() {
  const server = spawn(
    webkitCommands().xvfb,
    ["-displayfd", "3", "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
    { stdio: ["ignore", "ignore", "ignore", "pipe"] },
  );
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
