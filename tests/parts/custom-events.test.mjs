// The part `custom-events`: what it finds wrong with the option `customEvents`. What a declaration asks of an
// event: src/plan/event/custom.rs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { build } from "esbuild";

const PART = new URL("../../pkg-template/src/parts/custom-events.js", import.meta.url).pathname;
const PLAN = JSON.parse(readFileSync(new URL("../../pkg-template/plan.json", import.meta.url), "utf8"));
const { outputFiles } = await build({ entryPoints: [PART], bundle: true, format: "esm", write: false });
const { default: customEvents } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`
);

const NO_OBJECT = "must be an object";
const NO_EVENT = "must be an object, its name not the plan's";
const NO_KIND = "must be a type of the plan";
const EMPTY = "a name is empty";

/** The errors as `{path below the option: what is allowed}`. */
function faults(option) {
  const errors = customEvents({}, { writeKey: "k", customEvents: option });
  return Object.fromEntries(
    errors.map(({ option: path, allowed }) => {
      assert.ok(path.startsWith("customEvents."), path);
      return [path.slice("customEvents.".length), allowed];
    }),
  );
}

/** As `read` of heap.js copies it: the member is the object's own. */
const withOwn = (name, value) => Object.fromEntries([[name, value]]);

test("a right declaration is accepted", () => {
  const declarations = {
    gift_wrapped: {
      required: { product_id: "id", paper: "text" },
      optional: { price: "money", ready_date: "date" },
      intent: 7,
    },
    bare: {},
    "quiz done": { required: null, optional: undefined },
    ["é".repeat(50)]: { required: { ["é".repeat(75)]: "number" } },
    toString: { optional: { valueOf: "boolean" } },
  };
  assert.deepEqual(faults(declarations), {});
  assert.deepEqual(faults({}), {});
});

test("every type of the plan may be declared, and a name of the plan keeps its own", () => {
  const rows = [...PLAN.events.flatMap(({ properties }) => properties), ...PLAN.line_item];
  const types = new Set(rows.map(({ type }) => type));
  assert.ok(types.size > 10, [...types].join());
  for (const type of types) assert.deepEqual(faults({ a: { required: { own: type } } }), {}, type);
  for (const { name, type } of rows) {
    const other = type === "text" ? "number" : "text";
    assert.deepEqual(faults({ a: { optional: { [name]: type } } }), {}, name);
    assert.deepEqual(
      faults({ a: { optional: { [name]: other } } }),
      { [`a.optional.${name}`]: NO_KIND },
      name,
    );
  }
});

test("every name of the plan's events is the plan's alone", () => {
  for (const { name } of PLAN.events) assert.deepEqual(faults({ [name]: {} }), { [name]: NO_EVENT }, name);
});

test("every event that Customer.io reserves is refused, in any case", () => {
  const also = ["user deleted", "User Suppressed", "object unsuppressed", "device created or updated"];
  for (const name of [...PLAN.reserved.events, ...also, "Report Delivery Event", "application opened"])
    assert.deepEqual(faults({ [name]: {} }), { [name]: "is reserved by Customer.io" }, name);
});

test("all that is wrong is reported at once, by path", () => {
  const required = { x: "cents", price: "text", y: 7, z: ["id"], ok: "text" };
  const declarations = {
    page: {},
    "user deleted": {},
    "": {},
    a: { required: { ...required, ...withOwn("__proto__", "text"), constructor: "text", "": "id" } },
    b: { optional: ["x"], required: "x" },
    c: true,
    " d": {},
    e: { required: null },
    f: null,
  };
  assert.deepEqual(faults(declarations), {
    page: NO_EVENT,
    "user deleted": "is reserved by Customer.io",
    "": EMPTY,
    "a.required.x": NO_KIND,
    "a.required.price": NO_KIND,
    "a.required.y": NO_KIND,
    "a.required.z": NO_KIND,
    ["a.required.__proto__"]: "could change prototypes",
    "a.required.constructor": "could change prototypes",
    "a.required.": EMPTY,
    "b.required": NO_OBJECT,
    "b.optional": NO_OBJECT,
    c: NO_EVENT,
    " d": NO_EVENT,
    f: NO_EVENT,
  });
});

test("an option that is no object is wrong itself", () => {
  for (const option of [[], [{}], "gift_wrapped", "", 7, 0, NaN, true, false])
    assert.deepEqual(faults(option), { "": NO_OBJECT }, String(option));
  assert.deepEqual(faults(Symbol("cycle")), { "": "is not JSON" });
});

test("what could not be read is no declaration", () => {
  assert.deepEqual(faults({ a: Symbol("getter"), b: { required: Symbol("function") } }), {
    a: NO_EVENT,
    "b.required": NO_OBJECT,
  });
  assert.deepEqual(faults({ a: { required: { x: Symbol("function") } } }), { "a.required.x": NO_KIND });
});

test("names are measured in bytes, and paths and the report are bounded", () => {
  const [event, property] = ["é".repeat(51), "é".repeat(76)];
  assert.deepEqual(faults({ [event]: {} }), { [event]: "has over 100 bytes" });
  assert.deepEqual(faults({ a: { required: { [property]: "text" } } }), {
    [`a.required.${property}`]: "has over 150 bytes",
  });
  const [path] = Object.keys(faults({ ["x".repeat(100_000)]: {} }));
  assert.equal(path.length, 150);
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`e${index}`, 1]));
  assert.equal(customEvents({}, { customEvents: many }).length, 64);
});
