// nginx, for the proxy's configuration in PROXY.md; and openssl, which makes the certificate that it is tried with.

import { existsSync } from "node:fs";
import { Problem, ask, say, which } from "../run.mjs";
import { aptInstall } from "./apt.mjs";

// Debian keeps it where only root looks.
const PLACES = ["/usr/sbin/nginx", "/usr/local/sbin/nginx"];

/** `{nginx, openssl}` as full paths; null for what is missing. The environment's choice wins. */
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
    say("nginx: it or openssl is missing, and the proxy's configuration is tried with a real one");
    await aptInstall(["nginx-light", "openssl"], "nginx or openssl is missing (or set NGINX)");
    commands = nginxCommands();
  }
  if (!commands.nginx || !commands.openssl)
    throw new Problem("nginx and openssl are missing: install nginx-light and openssl, or set NGINX");
  const version = versionOf(commands.nginx);
  if (!version) throw new Problem(`${commands.nginx} does not start: reinstall it, or set NGINX`);
  say(`nginx: ${version}`);
}

/** nginx tells its version on its error output. */
function versionOf(nginx) {
  return ask("sh", ["-c", '"$0" -v 2>&1', nginx])?.match(/nginx\/([\d.]+)/)?.[1];
}
