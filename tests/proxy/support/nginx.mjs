// Runs a shop's nginx in the foreground and in its own folder, with a server block of PROXY.md.
// nginx.test.mjs starts it.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nginxCommands } from "../../../scripts/setup/nginx.mjs";

const START_MS = 10_000;

/** Resolves with a port that is free now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts nginx on 127.0.0.1 and `port`. Requests that `block` does not match go to the shop at `shop`.
 * Resolves with `{origin, close(), errorLog()}`.
 */
export async function startNginx({ port, block, shop }) {
  const prefix = mkdtempSync(join(tmpdir(), "shoptrail-nginx-"));
  const temps = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => {
    mkdirSync(join(prefix, name));
    return `${name}_temp_path ${join(prefix, name)};`;
  });
  writeFileSync(
    join(prefix, "nginx.conf"),
    `
    daemon off;
    pid ${join(prefix, "nginx.pid")};
    error_log stderr warn;
    worker_processes 1;
    ${process.getuid?.() === 0 ? "user root;" : ""}
    events { worker_connections 256; }
    http {
      access_log off;
      ${temps.join("\n      ")}
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass ${shop};
          proxy_set_header Host $http_host;
        }
${block}
      }
    }`,
  );
  const child = spawn(
    nginxCommands().nginx,
    ["-p", prefix, "-e", "stderr", "-c", join(prefix, "nginx.conf")],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let errorLog = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (errorLog += text));
  const ended = new Promise((resolve) => child.once("close", resolve).once("error", resolve));
  const origin = `http://127.0.0.1:${port}`;
  const close = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(prefix, { recursive: true, force: true });
  };
  const isUp = async () => {
    for (const limit = Date.now() + START_MS; Date.now() < limit && child.exitCode === null;) {
      if (
        await fetch(origin, { method: "HEAD" }).then(
          () => true,
          () => new Promise((resolve) => setTimeout(resolve, 20, false)),
        )
      )
        return true;
    }
    return false;
  };
  if (!(await isUp())) {
    await close();
    throw new Error(`nginx did not start: ${errorLog}`);
  }
  return { origin, close, errorLog: () => errorLog };
}
