// Finds or installs PHP, for the test of the WooCommerce snippet.

import { existsSync } from "node:fs";
import { Problem, ask, say, which } from "../run.mjs";
import { aptInstall } from "./apt.mjs";

/** The full path of the command, or null. PHP of the environment comes first. */
export function phpCommand() {
  return process.env.PHP || which("php");
}

export async function setUpPhp() {
  if (process.env.PHP && !existsSync(process.env.PHP))
    throw new Problem(`PHP=${process.env.PHP} does not exist`);
  if (!phpCommand()) {
    say("PHP is missing");
    await aptInstall(["php-cli"], "PHP is missing (or set PHP)");
  }
  const version = phpCommand() && ask(phpCommand(), ["--version"])?.match(/\d+\.[\d.]+/)?.[0];
  if (!version) throw new Problem("PHP does not start: install php-cli, or set PHP");
  say(`PHP: ${version}`);
}
