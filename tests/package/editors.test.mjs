// What editors and agents read of the package: the schemas accept what the tracker accepts and refuse what it
// refuses, the custom data has the attributes, and llms.txt says the truth about the package's files.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const read = (path) => readFileSync(new URL(`../../pkg/${path}`, import.meta.url), "utf8");
const SCHEMA = JSON.parse(read("options.schema.json"));
const HTML = JSON.parse(read("html-data.json"));
const PLAN = JSON.parse(read("plan.json"));
const MANIFEST = JSON.parse(read("package.json"));

const typeOf = (value) =>
  // JSON Schema's names of types.
  value === null
    ? "null"
    : Array.isArray(value)
      ? "array"
      : Number.isInteger(value)
        ? "integer"
        : typeof value;

/** Whether a value fits, by those keywords of JSON Schema that the generated files use. */
function fits(schema, value, root = schema) {
  if (schema === true) return true;
  if (schema.$ref) return fits(root.$defs[schema.$ref.replace("#/$defs/", "")], value, root);
  const types = [schema.type ?? []].flat();
  const type = typeOf(value);
  if (types.length && !types.includes(type) && !(type === "integer" && types.includes("number")))
    return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.pattern && !new RegExp(schema.pattern, "u").test(value)) return false;
  if (value < schema.minimum || value > schema.maximum) return false;
  if (schema.anyOf && !schema.anyOf.some((one) => fits(one, value, root))) return false;
  if (type === "array") return value.every((one) => !schema.items || fits(schema.items, one, root));
  if (type !== "object") return true;
  if (schema.required?.some((name) => !(name in value))) return false;
  return Object.entries(value).every(([name, member]) => {
    const known = schema.properties?.[name] ?? schema.additionalProperties;
    return known === undefined || (known !== false && fits(known, member, root));
  });
}

test("the options schema accepts options as the script tag and as npm give them", () => {
  for (const options of [
    { writeKey: "k" },
    { $schema: "./options.schema.json", writeKey: "k", region: "eu", anonymous: "send", debug: true },
    { writeKey: "k", debug: "", maxMessages: "500", maxAgeHours: 720, consentFrom: ["google", "cookiebot"] },
    { consentFrom: "onetrust:C0002:C0004", adapters: "auto,magento", scrubParameters: "a,b" },
    { customEvents: { gift_wrapped: { required: { product_id: "id" } } }, endpoint: "https://s.example/e" },
    { destination: "segment", consent: "pending", shop: "s.example", spaHash: "true", dataLayer: "gtm" },
  ])
    assert.ok(fits(SCHEMA, options), JSON.stringify(options));
});

test("the options schema refuses what leaves the tracker off, and misspelt names", () => {
  for (const options of [
    { writeKey: "" },
    { writeKey: "a b" },
    { region: "asia" },
    { anonymous: "Send" },
    { maxMessages: 5 },
    { maxAgeHours: "721" },
    { maxHeldDays: 1.5 },
    { debug: "yes" },
    { endpoint: "ftp://s.example" },
    { consent: "yes" },
    { write_key: "k" },
  ])
    assert.ok(!fits(SCHEMA, options), JSON.stringify(options));
});

test("every option has a description, and an attribute of the script tag", () => {
  const attributes = HTML.tags[0].attributes.map(({ name }) => name);
  const { $schema, ...options } = SCHEMA.properties;
  assert.equal($schema.type, "string");
  for (const [name, { description }] of Object.entries(options)) {
    assert.ok(description?.length > 10, name);
    const attribute = `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    assert.equal(attributes.includes(attribute), name !== "customEvents", attribute);
  }
});

test("the custom data has the format of VS Code, with the events and properties of the plan", () => {
  assert.equal(HTML.version, 1.1);
  assert.equal(HTML.tags[0].name, "script");
  const all = [...HTML.tags[0].attributes, ...HTML.globalAttributes];
  for (const { name, description, values = [] } of all) {
    assert.match(name, /^data-[a-z-]+$/);
    assert.ok(description, name);
    for (const value of values) assert.equal(typeof value.name, "string", name);
  }
  const event = HTML.globalAttributes.find(({ name }) => name === "data-shoptrail-event");
  assert.deepEqual(
    event.values.map(({ name }) => name),
    PLAN.events.map(({ name }) => name).filter((name) => name !== "page"),
  );
  for (const { name } of PLAN.events.flatMap(({ properties }) => properties))
    assert.ok(
      all.some((one) => one.name === `data-shoptrail-${name.replaceAll("_", "-")}`),
      name,
    );
});

test("plan.json names its schema, and fits it", () => {
  assert.equal(PLAN.$schema, "./plan-file.schema.json");
  const schema = JSON.parse(read(PLAN.$schema));
  assert.ok(fits(schema, PLAN));
  assert.ok(!fits(schema, { ...PLAN, events: [{ name: "x" }] }));
  assert.ok(!fits(schema, { ...PLAN, line_item: [{ ...PLAN.line_item[0], type: "colour" }] }));
});

test("llms.txt has the documented form, and every link is a file of the package", () => {
  const text = read("llms.txt");
  const [title, empty, summary] = text.split("\n");
  assert.equal(title, `# ${MANIFEST.name}`);
  assert.equal(empty, "");
  assert.match(summary, /^> .+\.$/);
  const links = [...text.matchAll(/^- \[([^\]]+)\]\(([^)]+)\)/gm)];
  assert.ok(links.length > 10);
  for (const [, label, path] of links) {
    assert.equal(label, path);
    assert.ok(existsSync(new URL(`../../pkg/${path}`, import.meta.url)), path);
    const [top] = path.split("/");
    assert.ok(MANIFEST.files.includes(top), `${top} is published`);
  }
  assert.ok(text.length < 4000, "short");
});

test("the sentences of llms.txt about the tracker are true", async () => {
  const { createTracker } = await import(new URL("../../pkg/noop.js", import.meta.url).href);
  assert.equal(createTracker({ writeKey: "k" }).track("x", {}).ok, true);
  assert.equal(MANIFEST.dependencies, undefined);
  assert.deepEqual(SCHEMA.properties.anonymous.enum, ["hold", "send"]);
  assert.match(SCHEMA.properties.anonymous.description, /"hold"` \(default\)/);
});
