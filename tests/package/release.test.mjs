// What a release promises about itself: one version, one compiler, and licences and sources that deny.toml
// allows.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const text = (path) => readFileSync(`${ROOT}${path}`, "utf8");
const crate = (name) => text("Cargo.toml").match(new RegExp(`^${name} = "(.*)"`, "m"))[1];
const VERSION = crate("version");

test("the version is only in Cargo.toml, and generated files have the same", () => {
  assert.equal(JSON.parse(text("pkg-template/package.json")).version, "0.0.0", "the build puts it in");
  assert.equal(JSON.parse(text("pkg/package.json")).version, VERSION);
  assert.match(text("Cargo.lock"), new RegExp(`name = "shoptrail"\nversion = "${VERSION}"`));
  assert.match(
    text("pkg/embed.min.js"),
    new RegExp(`"${VERSION.replaceAll(".", "\\.")}"`),
    "the version in each message's library",
  );
  const [, heading, unreleased] = text("pkg-template/CHANGELOG.md").match(/^## (Unreleased \((.*)\)|\S+)/m);
  assert.equal(unreleased ?? heading, VERSION, "the first heading of CHANGELOG.md");
  const documents = ["README.md", ...readdirSync(`${ROOT}docs`).map((name) => `docs/${name}`)];
  const printed = documents
    .filter((name) => name.endsWith(".md"))
    .flatMap((name) => [...text(name).matchAll(/example\/(\d+\.\d+\.\d+)\/|shoptrail-(\d\S+)\.tgz/g)]);
  assert.ok(printed.length >= 3, "the documents name the version");
  for (const [found, inAddress, inTarball] of printed) assert.equal(inAddress ?? inTarball, VERSION, found);
});

test("the crate's rust-version is the compiler that builds releases and runs the tests", () => {
  const compiler = crate("rust-version");
  assert.equal(JSON.parse(text("budgets.json")).released_with, `rustc ${compiler}`);
  for (const name of ["ci", "release"])
    for (const [, version] of text(`.github/workflows/${name}.yml`).matchAll(/(?:install|default) (\d\S+)/g))
      assert.equal(version, `${compiler}.0`, name);
});

test("every crate comes from crates.io under a licence that deny.toml allows", () => {
  const allowed = new Set(
    text("deny.toml")
      .match(/^allow = \[(.*)\]/m)[1]
      .match(/[\w.-]+/g),
  );
  const { packages } = JSON.parse(
    execFileSync("cargo", ["metadata", "--format-version", "1", "--locked", "--all-features"], {
      cwd: ROOT,
      encoding: "utf8",
      maxBuffer: 1e8,
      stdio: ["ignore", "pipe", "inherit"],
    }),
  );
  assert.ok(packages.length > 50, "cargo metadata lists what Cargo.lock has");
  for (const { name, license, source } of packages) {
    if (name === "shoptrail") assert.equal(license, "MIT");
    else assert.match(source, /^registry\+\S+\/crates\.io-index$/, name);
    assert.ok(isAllowed(license ?? "", allowed), `${name}: ${license}`);
  }
});

test("the package contains its licence, and manifest, crate and text agree", () => {
  assert.deepEqual([JSON.parse(text("pkg/package.json")).license, crate("license")], ["MIT", "MIT"]);
  assert.match(text("pkg/LICENSE"), /^MIT License/);
});

/** An SPDX expression: every part of AND, one of OR. Old crates write OR as a slash. */
function isAllowed(expression, allowed) {
  const inner = expression.replace(/\(([^()]*)\)/g, (_, group) =>
    isAllowed(group, allowed) ? [...allowed][0] : "forbidden",
  );
  return inner.split(" AND ").every((part) => part.split(/ OR |\//).some((one) => allowed.has(one.trim())));
}
