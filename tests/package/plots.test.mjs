// The plots and the report of the bench are those of bench/results.json, and say in words what they show.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { mainThread } from "../../bench/trace.mjs";
import { plots } from "../../bench/plots.mjs";
import { documents } from "../../bench/write.mjs";

const FIGURES = new URL("../../docs/figures/", import.meta.url);
const { results } = JSON.parse(readFileSync(new URL("../../bench/results.json", import.meta.url), "utf8"));

test("the report and the plots are those of results.json: run `node bench/write.mjs`", () => {
  for (const [address, text] of Object.entries(documents()))
    assert.equal(readFileSync(new URL(address), "utf8"), text, address);
});

test("every plot is of the results, and stands in docs/figures.md with a text", () => {
  const page = readFileSync(new URL("../../docs/figures.md", import.meta.url), "utf8");
  assert.deepEqual(readdirSync(FIGURES).sort(), Object.keys(plots(results)).sort());
  for (const name of readdirSync(FIGURES))
    assert.match(page, new RegExp(`!\\[[^\\]]{20,}\\]\\(figures/${name}\\)`), name);
});

test("a plot says in words each value that it draws, and reads in the dark", () => {
  for (const [name, svg] of Object.entries(plots(results))) {
    const words = svg.match(/<desc[^>]*>([^<]+)</)[1];
    const drawn = [...svg.matchAll(/<rect /g)].length;
    assert.ok(words.split(/, |: |\. /).length > drawn, name);
    assert.match(svg, /role="img" aria-labelledby="t d"/);
    assert.match(svg, /prefers-color-scheme: dark/);
  }
});

test("a bar is as long as its value: results that differ give another plot", () => {
  const other = structuredClone(results);
  other.bytes.find(({ name }) => name === "shoptrail, all").brotli *= 2;
  assert.notEqual(plots(other)["sizes.svg"], plots(results)["sizes.svg"]);
});

const event = (name, ts, dur, tdur, rest = {}) => ({ name, ph: "X", pid: 1, tid: 1, ts, dur, tdur, ...rest });

test("a trace is read by thread time, each moment once, and only of the page's own main thread", () => {
  const url = "http://127.0.0.1/p/1";
  const figures = mainThread(
    [
      event("CommitLoad", 0, 1, 1, { args: { data: { url } } }),
      event("RunTask", 10, 100, 5000),
      event("EvaluateScript", 20, 50, 3000),
      event("v8.compile", 21, 10, 1000),
      event("FunctionCall", 40, 10, 900),
      event("RunTask", 200, 100, 2000),
      event("v8.compile", 210, 10, 500),
      event("RunTask", 10, 100, 9000, { tid: 2 }),
    ],
    url,
  );
  assert.deepEqual(figures, { task: 7, script: 3.5, compile: 1.5, longest: 5, tasks: 2 });
});
