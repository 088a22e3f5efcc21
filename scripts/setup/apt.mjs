// Installs Debian packages, if the script runs as root on Debian. Elsewhere it says what to install.

import { Problem, must, say, which } from "../run.mjs";

const APT_LIMIT_S = 900;
// Waits for another installation on the same machine.
const LOCK = ["-o", "DPkg::Lock::Timeout=300"];
let updated = false;

export function canInstall() {
  return process.getuid?.() === 0 && which("apt-get") !== null;
}

/** Installs `packages`, or throws a `Problem` that names them. */
export async function aptInstall(packages, why) {
  const advice = `${why}: install ${packages.join(" ")}`;
  if (!canInstall())
    throw new Problem(`${advice} (as root on Debian: apt-get install -y ${packages.join(" ")})`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  if (!updated) {
    say("  apt-get update …");
    await must("apt-get", [...LOCK, "update", "-q"], `${advice}; apt-get update failed`, {
      env,
      limit_s: APT_LIMIT_S,
      quiet: true,
    });
    updated = true;
  }
  say(`  apt-get install ${packages.join(" ")} …`);
  const args = [...LOCK, "install", "-y", "-q", "--no-install-recommends", ...packages];
  await must("apt-get", args, `${advice}; apt-get install failed`, {
    env,
    limit_s: APT_LIMIT_S,
    quiet: true,
  });
}
