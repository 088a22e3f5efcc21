// `npx shoptrail`, from the packed and installed package.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const PKG = fileURLToPath(new URL("../../pkg/", import.meta.url));
const LIMIT_MS = 60_000;

let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "shoptrail-packed-"));
  writeFileSync(join(folder, "package.json"), '{"private": true}');
  const run = (...args) => {
    const { status, stdout, stderr } = spawnSync("npm", args, {
      cwd: folder,
      encoding: "utf8",
      timeout: LIMIT_MS,
    });
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const [{ filename }] = JSON.parse(run("pack", PKG, "--json"));
  run("install", `./${filename}`, "--offline", "--no-audit", "--no-fund", "--loglevel=error");
});

after(() => rmSync(folder, { recursive: true, force: true }));

function shoptrail(...args) {
  const { status, stdout, stderr } = spawnSync(join(folder, "node_modules", ".bin", "shoptrail"), args, {
    cwd: folder,
    encoding: "utf8",
    timeout: LIMIT_MS,
  });
  return { status, stdout, stderr };
}

const packed = (name) => readFileSync(join(folder, "node_modules", "shoptrail", name), "utf8");

test("plan prints every event with its required properties, and the attributes of a person", () => {
  const { status, stdout, stderr } = shoptrail("plan");
  assert.deepEqual([status, stderr], [0, ""]);
  const plan = JSON.parse(packed("plan.json"));
  for (const { name, properties } of plan.events) {
    const line = stdout.split("\n").find((text) => text.startsWith(`${name} `));
    for (const property of properties)
      assert.ok(!property.required || line.includes(property.name), `${line} lacks ${property.name}`);
  }
  for (const { name } of plan.people ?? plan.attributes) assert.match(stdout, new RegExp(`^${name} `, "m"));
  assert.ok(stdout.includes(`Tracking plan ${plan.version}`));
});

test("npx finds the command", () => {
  const { status, stdout } = spawnSync("npx", ["--no-install", "shoptrail", "plan", "page"], {
    cwd: folder,
    encoding: "utf8",
    timeout: LIMIT_MS,
  });
  assert.equal(status, 0);
  assert.match(stdout, /^page \(Page\)/);
});

test("plan --format prints the generated files unchanged", () => {
  for (const [format, file] of [
    ["json", "plan.json"],
    ["md", "PLAN.md"],
    ["csv", "plan.csv"],
    ["schema", "plan.schema.json"],
  ]) {
    const { status, stdout } = shoptrail("plan", "--format", format);
    assert.equal(status, 0, format);
    assert.equal(stdout.trimEnd(), packed(file).trimEnd(), format);
  }
});

test("plan prints one event in each format, by either of its names", () => {
  const { stdout } = shoptrail("plan", "order_refunded");
  assert.match(stdout, /^order_refunded \(Order Refunded\)/);
  assert.match(stdout, /^order_id +id +required /m);
  assert.match(stdout, /once for ever by order_id, refund_id/);
  assert.equal(
    JSON.parse(shoptrail("plan", "Order Refunded", "--format=json").stdout).name,
    "order_refunded",
  );
  assert.deepEqual(JSON.parse(shoptrail("plan", "order_refunded", "--format=schema").stdout).allOf, [
    { required: ["order_id"] },
  ]);
  const csv = shoptrail("plan", "order_refunded", "--format=csv").stdout.trimEnd().split("\n");
  assert.ok(
    csv.length > 5 && csv.slice(1).every((line) => line.split(",")[1] === "order_refunded"),
    csv.join("\n"),
  );
  const md = shoptrail("plan", "subscription_cancelled", "--format=md").stdout;
  assert.match(md, /^### subscription_cancelled\n/);
  assert.ok(md.includes("`subscription_id`") && !md.includes("\n##"), md);
});

test("recipes prints RECIPES.md or recipes.json", () => {
  assert.equal(shoptrail("recipes").stdout.trimEnd(), packed("RECIPES.md").trimEnd());
  assert.deepEqual(
    JSON.parse(shoptrail("recipes", "--format", "json").stdout),
    JSON.parse(packed("recipes.json")),
  );
});

test("wrong arguments print what is allowed on standard error and exit with code 2", () => {
  const check = (args, ...expected) => {
    const { status, stdout, stderr } = shoptrail(...args);
    assert.deepEqual([status, stdout], [2, ""], args.join(" "));
    for (const pattern of expected) assert.match(stderr, pattern);
    assert.ok(!/ at .*:\d+:\d+/.test(stderr), `a stack: ${stderr}`);
  };
  check([], /no command/, /usage: npx shoptrail init/);
  check(["plans"], /unknown command plans/, /usage/);
  check(["constructor"], /unknown command constructor/);
  check(["plan", "prodct_viewed"], /unknown event prodct_viewed/, /product_viewed/);
  check(["plan", "--format", "xml"], /unknown format "xml"/, /table, json, md, csv, schema/);
  check(["plan", "--format"], /option --format needs a value: table, json, md, csv, schema/);
  check(["plan", "page", "cart_viewed"], /too many words/);
  check(["plan", "-x"], /unknown option -x/);
  check(["plan", "--fromat", "md"], /unknown option --fromat, did you mean --format\?/);
  check(["check"], /^url is missing: see npx shoptrail help check$/m);
  check(["types"], /^file is missing/);
  check(["colect"], /did you mean collect\?/);
  check(["collect", "--json=yes"], /option --json takes no value/);
  check(["recipes", "vip"], /too many words/);
  assert.equal(shoptrail("--help").status, 0);
});

test("help lists every command, and the options of one", () => {
  const { status, stdout } = shoptrail("help");
  assert.equal(status, 0);
  const names = ["plan", "recipes", "types", "collect", "check", "reconcile", "backfill"];
  for (const name of names) {
    assert.match(stdout, new RegExp(`^${name} +[a-z]`, "m"));
    const help = shoptrail("help", name);
    assert.deepEqual([help.status, help.stdout], [0, shoptrail(name, "--help").stdout], name);
    assert.match(help.stdout, new RegExp(`^usage: npx shoptrail ${name}`));
  }
  assert.match(stdout, /Exit code: 0 .*, 1 .*, 2 /);
  assert.equal(shoptrail("help", "plam").status, 2);
});

test("the parts that the script loads are beside it in the package", () => {
  for (const name of ["quality.js", "overlay.js"])
    assert.ok(existsSync(join(folder, "node_modules", "shoptrail", name)), name);
});
