// Finds or installs nginx, for the test of the proxy's configuration in PROXY.md, and openssl, which makes a
// certificate for that test.

import { existsSync } from "node:fs";
import { Problem, ask, say, which } from "../run.mjs";
import { aptInstall } from "./apt.mjs";

// Debian installs it outside the PATH of users who are not root.
const PLACES = ["/usr/sbin/nginx", "/usr/local/sbin/nginx"];

/** Full paths, or null for what is missing. NGINX comes first. */
export function nginxCommands() {
  return {
    nginx: process.env.NGINX || which("nginx") || PLACES.find(existsSync) || null,
    openssl: which("openssl"),
  };
}

export async function setUpNginx() {
  if (process.env.NGINX && !existsSync(process.env.NGINX))
    throw new Problem(`NGINX=${process.env.NGINX} does not exist`);
  let commands = nginxCommands();
  if (!commands.nginx || !commands.openssl) {
    say("nginx or openssl is missing, and the proxy's configuration is tested with a real nginx");
    await aptInstall(["nginx-light", "openssl"], "nginx or openssl is missing (or set NGINX)");
    commands = nginxCommands();
  }
  if (!commands.nginx || !commands.openssl)
    throw new Problem("nginx and openssl are missing: install nginx-light and openssl, or set NGINX");
  const version = versionOf(commands.nginx);
  if (!version) throw new Problem(`${commands.nginx} does not start: reinstall it, or set NGINX`);
  say(`nginx: ${version}`);
}

/** nginx prints its version to its error output. */
function versionOf(nginx) {
  return ask("sh", ["-c", '"$0" -v 2>&1', nginx])?.match(/nginx\/([\d.]+)/)?.[1];
}
