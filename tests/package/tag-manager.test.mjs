// The Tag Manager template: its sections and fields are those of the documented format, its code uses the
// sandbox's API alone and asks for what it uses, and its own scenarios pass with stand-ins for that API.
// https://developers.google.com/tag-platform/tag-manager/templates

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const VERSION = JSON.parse(read("pkg/package.json")).version;
const TEMPLATE = read("pkg/tag-manager/template.tpl");
const SECTIONS = Object.fromEntries(
  TEMPLATE.split(/^___(?=[A-Z_]+___$)/m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf("___")), part.slice(part.indexOf("___") + 3)]),
);
const INFO = JSON.parse(SECTIONS.INFO);
const PARAMETERS = JSON.parse(SECTIONS.TEMPLATE_PARAMETERS);
const PERMISSIONS = JSON.parse(SECTIONS.WEB_PERMISSIONS);
const CODE = SECTIONS.SANDBOXED_JS_FOR_WEB_TEMPLATE;

// The permission that each API of the sandbox needs; null needs none.
const APIS = {
  callInWindow: "access_globals",
  copyFromWindow: "access_globals",
  encodeUriComponent: null,
  getType: null,
  injectScript: "inject_script",
  logToConsole: "logging",
  makeTableMap: null,
  queryPermission: null,
};
const required = [...CODE.matchAll(/require\('(\w+)'\)/g)].map(([, name]) => name);

function read(path) {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}

test("the sections are those of a web tag, in the documented order", () => {
  assert.deepEqual(Object.keys(SECTIONS), [
    "TERMS_OF_SERVICE",
    "INFO",
    "TEMPLATE_PARAMETERS",
    "SANDBOXED_JS_FOR_WEB_TEMPLATE",
    "WEB_PERMISSIONS",
    "TESTS",
    "NOTES",
  ]);
  assert.match(SECTIONS.TERMS_OF_SERVICE, /Community\s+Template Gallery Developer Terms of Service/);
});

test("the head of the template has the documented members", () => {
  const { type, id, version, securityGroups, displayName, categories, description, containerContexts } = INFO;
  assert.deepEqual(
    [type, id, version, securityGroups, containerContexts],
    ["TAG", "cvt_temp_public_id", 1, [], ["WEB"]],
  );
  assert.ok(displayName && description.length <= 200, String(description.length));
  const known =
    "ADVERTISING AFFILIATE_MARKETING ANALYTICS ATTRIBUTION EMAIL_MARKETING MARKETING PERSONALIZATION";
  for (const name of categories) assert.ok(known.includes(name), name);
});

const flat = (fields) => fields.flatMap((field) => [field, ...flat(field.subParams ?? [])]);

test("every field has a documented type with its members, and the code reads it", () => {
  const members = {
    SELECT: ["selectItems", "macrosInSelect", "simpleValueType"],
    TEXT: ["simpleValueType"],
    GROUP: ["groupStyle", "subParams"],
    SIMPLE_TABLE: ["simpleTableColumns"],
  };
  const fields = flat(PARAMETERS);
  assert.equal(new Set(fields.map(({ name }) => name)).size, fields.length, "names are unique");
  for (const field of fields) {
    for (const member of ["type", "name", "displayName", ...members[field.type]])
      assert.ok(member in field, `${field.name} has ${member}`);
    for (const { value, displayValue } of field.selectItems ?? [])
      assert.ok(value && displayValue, field.name);
    for (const { paramName, paramValue, type } of field.enablingConditions ?? []) {
      const other = fields.find(({ name }) => name === paramName);
      assert.ok(other.selectItems.some(({ value }) => value === paramValue) && type === "EQUALS", field.name);
    }
    for (const { type } of field.valueValidators ?? []) assert.match(type, /^(NON_EMPTY|REGEX)$/);
    if (field.defaultValue && field.selectItems)
      assert.ok(
        field.selectItems.some(({ value }) => value === field.defaultValue),
        field.name,
      );
    if (field.type !== "GROUP") assert.match(CODE, new RegExp(`data\\.${field.name}\\b`));
  }
  const used = [...CODE.matchAll(/data\.(\w+)/g)].map(([, name]) => name);
  for (const name of used)
    assert.ok(/^gtmOn/.test(name) || fields.some((field) => field.name === name), name);
});

test("the code uses the API of the sandbox alone, and what it may", () => {
  assert.deepEqual(required.toSorted(), Object.keys(APIS));
  const words = CODE.replace(/\/\/.*|'(?:[^'\\\n]|\\.)*'/g, "");
  // What sandboxed JavaScript does not have: globals of pages, classes, regular expressions, promises.
  assert.deepEqual(
    words.match(
      /\b(window|document|globalThis|new|this|class|async|await|eval|Function|Promise|RegExp)\b|`|\/\w/g,
    ),
    null,
  );
});

/** A parameter of a permission as plain data. */
function plain({ type, string, boolean, listItem, mapKey, mapValue }) {
  if (type === 1) return string;
  if (type === 8) return boolean;
  if (type === 2) return listItem.map(plain);
  assert.equal(type, 3);
  return Object.fromEntries(mapKey.map((key, index) => [plain(key), plain(mapValue[index])]));
}
const granted = Object.fromEntries(
  PERMISSIONS.map(({ instance: { key, param } }) => [
    key.publicId,
    Object.fromEntries(param.map(({ key: name, value }) => [name, plain(value)])),
  ]),
);

test("the permissions are those that the code needs, and no more", () => {
  for (const { instance, isRequired } of PERMISSIONS)
    assert.deepEqual([instance.key.versionId, isRequired], ["1", true]);
  const needed = [...new Set(Object.values(APIS).filter(Boolean))].sort();
  assert.deepEqual(Object.keys(granted).sort(), needed);
  const keys = granted.access_globals.keys;
  const called = [...CODE.matchAll(/callInWindow\('([\w.]+)'/g)].map(([, name]) => name);
  assert.deepEqual(
    keys.filter(({ execute }) => execute).map(({ key }) => key),
    called,
  );
  const copied = [...CODE.matchAll(/copyFromWindow\('([\w.]+)'/g)].map(([, name]) => name);
  assert.deepEqual(
    keys.filter((one) => one.read).map(({ key }) => key),
    copied,
  );
  assert.ok(keys.every(({ write }) => !write));
  assert.equal(granted.logging.environments, "debug");
  const { defaultValue } = flat(PARAMETERS).find(({ name }) => name === "scriptUrl");
  assert.equal(defaultValue, `https://cdn.jsdelivr.net/npm/shoptrail@${VERSION}/embed.min.js`);
  assert.ok(defaultValue.startsWith(granted.inject_script.urls[0].replace(/\*$/, "")));
});

/** The scenarios of the YAML as the editor writes it: `- name`, then `code: |-` and indented lines. */
function scenarios() {
  const lines = SECTIONS.TESTS.trim().split("\n");
  const block = (start) => {
    const end = lines.findIndex((line, index) => index > start && line && !/^ {2}/.test(line));
    return lines.slice(start + 1, end < 0 ? undefined : end).join("\n");
  };
  const setup = block(lines.indexOf("setup: |-"));
  return lines.flatMap((line, index) => {
    const [, name] = /^- name: (.+)$/.exec(line) ?? [];
    return name ? [{ name, setup, code: block(index).replace(/^ {2}code: \|-\n/, "") }] : [];
  });
}

/** The API of the editor's tests, over stand-ins for the sandbox's. */
function editor() {
  const calls = [];
  const mocks = {};
  const own = {
    encodeUriComponent: encodeURIComponent,
    getType: (value) => (value === undefined ? "undefined" : Array.isArray(value) ? "array" : typeof value),
    makeTableMap: (rows, key, value) => Object.fromEntries(rows.map((row) => [row[key], row[value]])),
    logToConsole: () => {},
  };
  const api = (name) =>
    function (...args) {
      calls.push([name, args]);
      const mocked = mocks[name];
      return typeof mocked === "function" ? mocked(...args) : name in mocks ? mocked : own[name]?.(...args);
    };
  const runCode = (given) => {
    const data = { ...given, gtmOnSuccess: api("gtmOnSuccess"), gtmOnFailure: api("gtmOnFailure") };
    new Function("require", "data", CODE)((name) => {
      assert.ok(name in APIS, name);
      return api(name);
    }, data);
  };
  const of = (name) => calls.filter(([called]) => called === name).map(([, args]) => args);
  const assertApi = (name) => ({
    wasCalled: () => assert.ok(of(name).length, `${name} was called`),
    wasNotCalled: () => assert.deepEqual(of(name), [], name),
    wasCalledWith: (...args) => assert.deepEqual(of(name).at(-1), args),
  });
  const assertThat = (value) => ({ isEqualTo: (other) => assert.deepEqual(value, other) });
  const mock = (name, value) => (mocks[name] = value);
  return {
    run: (text) =>
      new Function("mock", "runCode", "assertApi", "assertThat", text)(mock, runCode, assertApi, assertThat),
    runCode,
    mock,
    of,
  };
}

test("there are scenarios for loading, tracking, order and consent", () => {
  assert.ok(scenarios().length >= 5);
});

for (const { name, setup, code } of scenarios())
  test(`scenario: ${name}`, () => {
    editor().run(`${setup}\n${code}`);
  });

test("identify and page call the tracker, and an unusable object is left out", () => {
  const { runCode, mock, of } = editor();
  mock("copyFromWindow", true);
  runCode({ command: "identify", object: "text", rows: [{ name: "email", value: "jane@example.com" }] });
  runCode({ command: "page" });
  assert.deepEqual(of("callInWindow"), [
    ["shoptrail.identify", { email: "jane@example.com" }],
    ["shoptrail.page"],
  ]);
  assert.equal(of("gtmOnSuccess").length, 2);
});

test("the address that the tag makes gives the script its options", () => {
  const { runCode, mock, of } = editor();
  mock("queryPermission", true);
  runCode({
    command: "load",
    writeKey: "k&1",
    region: "eu",
    anonymous: "send",
    consentFrom: "google",
    adapters: "auto,magento",
    scriptUrl: "https://cdn.jsdelivr.net/npm/shoptrail@1/embed.min.js",
  });
  const [[address, , , token]] = of("injectScript");
  assert.equal(token, "shoptrail", "once a page");
  assert.deepEqual(Object.fromEntries(new URL(address).searchParams), {
    "write-key": "k&1",
    region: "eu",
    anonymous: "send",
    "consent-from": "google",
    adapters: "auto,magento",
  });
});
