// Compares builds of the page's script by what the first event costs: node bench/try-start.mjs
// [--rounds N] [--names A,B] [--modes cold,warm] NAME=FOLDER … Each FOLDER has an `embed.min.js`, and what it
// loads. It prints of how many loads each figure is, and on stderr the loads that failed. It writes nothing;
// docs/figures.md says what was tried with it.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { startChromium } from "./chromium.mjs";
import { CUSTOMER_IO, EMPTY, vendorScripts } from "./contestants.mjs";
import { MODES, starting } from "./start.mjs";

const args = process.argv.slice(2);
const option = (name, otherwise) => {
  const place = args.indexOf(`--${name}`);
  return place < 0 ? otherwise : args.splice(place, 2)[1];
};
const rounds = Number(option("rounds", 7));
const names = option("names", `${EMPTY},${CUSTOMER_IO},Snowplow`).split(",");
const modes = option("modes", MODES.join()).split(",");
const flags = option("flags", "").split(" ").filter(Boolean);
const variants = Object.fromEntries(
  args.map((arg) => arg.split("=")).map(([name, folder]) => [name, files(folder)]),
);

function files(folder) {
  const found = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(found.map((name) => [name, readFileSync(join(folder, name))]));
}

const browser = await startChromium(flags);
try {
  const all = [...names, ...Object.keys(variants)];
  const limits = { rounds, variants, modes, say: (line) => console.error(line) };
  const results = await starting(browser, all, await vendorScripts(), limits);
  for (const [mode, rows] of Object.entries(results)) {
    const canCompare = rows[EMPTY]?.loads && rows[CUSTOMER_IO]?.loads;
    const net = (name, key) => rows[name][key].median - rows[EMPTY][key].median;
    console.log(`── ${mode}`);
    for (const name of all) {
      const loads = `loads ${rows[name].loads}/${rounds}`;
      if (!rows[name].loads) {
        console.log(`${name.padEnd(16)} ${loads}: every load failed`);
        continue;
      }
      const cells = ["script", "compile", "task", "longest"].map((key) => {
        const { median, low, high } = rows[name][key];
        return `${key} ${median.toFixed(2)} (${low.toFixed(1)}–${high.toFixed(1)})`;
      });
      const times = (key) => (canCompare ? `${(net(name, key) / net(CUSTOMER_IO, key)).toFixed(2)}×` : "–");
      console.log(`${name.padEnd(16)} ${times("script")} ${times("task")}  ${cells.join("  ")}  ${loads}`);
    }
  }
} finally {
  await browser.quit();
}
