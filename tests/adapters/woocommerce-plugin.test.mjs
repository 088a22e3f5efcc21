// The plugin shoptrail-for-woocommerce of the built package, run by PHP with stand-ins for the functions of
// WordPress: its settings, the tag that it prints, what it prints of orders, and its files.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { phpCommand } from "../../scripts/setup/php.mjs";
import { Window } from "happy-dom";

const PLUGIN = fileURLToPath(new URL("../../pkg/woocommerce/shoptrail-for-woocommerce/", import.meta.url));
const MAIN = join(PLUGIN, "shoptrail-for-woocommerce.php");
const WORDPRESS = fileURLToPath(new URL("./support/wordpress-plugin.php", import.meta.url));
const VERSION = JSON.parse(readFileSync(new URL("../../pkg/package.json", import.meta.url), "utf8")).version;
const SETTINGS = { write_key: "key1", region: "eu", anonymous: "hold", link_checkout: "off", consent: "" };
const HOSTILE = `"><script>alert(1)</script>`;

/** What the hooks of `page` print when `file` of the plugin is loaded. */
function printed(page, file = MAIN, ...more) {
  const { stdout, stderr, status } = spawnSync(
    phpCommand(),
    ["-d", "display_errors=stderr", "-d", "error_reporting=-1", WORDPRESS, file, ...more],
    { encoding: "utf8", input: JSON.stringify({ kind: "", ...page }) },
  );
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout;
}

const head = (settings, page) => printed({ hooks: ["plugins_loaded", "wp_head"], settings, ...page });
const elements = (html) => {
  const { document } = new Window();
  document.body.innerHTML = html;
  return [...document.querySelectorAll("script")];
};

test("every PHP file of the plugin is valid, and none runs by itself", () => {
  const files = readdirSync(PLUGIN, { recursive: true }).filter((name) => name.endsWith(".php"));
  assert.ok(files.length >= 6);
  for (const name of files) {
    const { status, stdout } = spawnSync(phpCommand(), ["-l", join(PLUGIN, name)], { encoding: "utf8" });
    assert.equal(status, 0, stdout);
    const text = readFileSync(join(PLUGIN, name), "utf8");
    assert.match(text, /^defined\( '(ABSPATH|WP_UNINSTALL_PLUGIN)' \) \|\| exit;$/m, name);
    assert.equal(spawnSync(phpCommand(), [join(PLUGIN, name)], { encoding: "utf8" }).stdout, "", name);
  }
});

test("the head has the stub first, and the tag with the shop's settings", () => {
  const [stub, tag] = elements(head({ ...SETTINGS, consent: "cookiebot" }));
  assert.equal(stub.textContent.trim(), readFileSync(join(PLUGIN, "includes/stub.js"), "utf8"));
  assert.deepEqual(Object.fromEntries([...tag.attributes].map(({ name, value }) => [name, value])), {
    src: `https://s.example/wp-content/plugins/shoptrail-for-woocommerce/assets/${VERSION}/embed.min.js`,
    defer: "",
    "data-write-key": "key1",
    "data-region": "eu",
    "data-anonymous": "hold",
    "data-consent-from": "cookiebot",
  });
  const names = [...elements(head(SETTINGS))[1].attributes].map(({ name }) => name);
  assert.ok(!names.includes("data-consent-from"), "without a consent manager");
  assert.ok(!names.includes("data-link-checkout"), "off by default");
  const linking = elements(head({ ...SETTINGS, link_checkout: "on" }))[1];
  assert.equal(linking.getAttribute("data-link-checkout"), "true");
});

test("without a write key, in previews, and by the filter nothing is printed", () => {
  for (const settings of [
    undefined,
    {},
    "text",
    { ...SETTINGS, write_key: "" },
    { ...SETTINGS, write_key: HOSTILE },
  ])
    assert.equal(head(settings), "");
  assert.equal(head(SETTINGS, { preview: true }), "");
  assert.equal(head(SETTINGS, { customize: true }), "");
  assert.equal(head(SETTINGS, { filters: { shoptrail_tag: "null" } }), "");
});

test("the plugin prints orders as shoptrail.php does, once the write key is set", () => {
  const order = {
    id: 1001,
    status: "processing",
    total: "45.00",
    total_tax: "7.18",
    shipping_total: "4.00",
    shipping_tax: "1.00",
    currency: "EUR",
    coupon_codes: [],
    payment_method: "cod",
    shipping_method: "Flat rate",
    billing_email: "jane@example.com",
    billing_first_name: "Jane",
    billing_last_name: "Roe",
    items: [{ product_id: 12, variation_id: 0, name: "Hoodie", quantity: 1, total: 40 }],
  };
  const page = { hooks: ["plugins_loaded", "woocommerce_thankyou"], id: 1001, orders: { 1001: order } };
  const [element] = elements(printed({ ...page, settings: SETTINGS }));
  assert.equal(element.className, "shoptrail-woocommerce");
  const { events, identify } = JSON.parse(element.textContent);
  assert.deepEqual(
    [events[0][0], events[0][1].order_id, events[0][1].total],
    ["order_completed", "1001", 45],
  );
  assert.equal(identify[0].email, "jane@example.com");
  assert.equal(printed(page), "", "without a write key");
});

test("the settings page needs the capability, and prints values as text", () => {
  const page = { admin: true, hooks: ["admin_menu", "admin_init", "settings_page"], settings: SETTINGS };
  assert.equal(printed(page), "died: You may not change these settings.");
  const html = printed({ ...page, can: ["manage_woocommerce"] });
  const { document } = new Window();
  document.body.innerHTML = html;
  assert.equal(document.querySelector("form").getAttribute("action"), "options.php");
  assert.ok(document.querySelector("[name=_wpnonce]").value);
  assert.equal(document.querySelector("[name='shoptrail_settings[write_key]']").value, "key1");
  const chosen = [...document.querySelectorAll("select")].map((select) => [
    select.name,
    select.querySelector("[selected]").value,
  ]);
  assert.deepEqual(chosen, [
    ["shoptrail_settings[region]", "eu"],
    ["shoptrail_settings[anonymous]", "hold"],
    ["shoptrail_settings[link_checkout]", "off"],
    ["shoptrail_settings[consent]", ""],
  ]);
  for (const field of document.querySelectorAll("input.regular-text, select"))
    assert.ok(document.querySelector(`label[for="${field.id}"]`), field.name);
});

test("a sent form needs nonce and capability, and only known values are stored", () => {
  const nonce = /name="_wpnonce" value="(\w+)"/.exec(
    printed({ admin: true, can: ["manage_woocommerce"], hooks: ["admin_menu", "settings_page"] }),
  )[1];
  const send = (given, changes = {}) =>
    printed({
      admin: true,
      can: ["manage_woocommerce"],
      hooks: ["admin_init", "options.php"],
      post: { option_page: "shoptrail", _wpnonce: nonce, shoptrail_settings: given },
      ...changes,
    });
  assert.deepEqual(JSON.parse(send({ ...SETTINGS, write_key: " key1 ", extra: "x" })), SETTINGS);
  const defaults = { write_key: "", region: "us", anonymous: "hold", link_checkout: "off", consent: "" };
  for (const given of [
    null,
    "text",
    { write_key: HOSTILE, region: HOSTILE, anonymous: ["send"], consent: "google,x" },
    { write_key: ["a"], region: 1, anonymous: null, link_checkout: true },
    { write_key: "a b" },
    { write_key: "a\n" + "b" },
    { write_key: "x".repeat(201) },
  ])
    assert.deepEqual(JSON.parse(send(given)), defaults);
  assert.equal(send(SETTINGS, { can: ["edit_posts"] }), "refused");
  assert.equal(
    send(SETTINGS, { post: { option_page: "shoptrail", _wpnonce: "no", shoptrail_settings: SETTINGS } }),
    "refused",
  );
});

test("uninstalling removes the settings, and only when WordPress asks", () => {
  assert.equal(printed({}, join(PLUGIN, "uninstall.php")), "deleted shoptrail_settings");
  assert.equal(printed({}, join(PLUGIN, "uninstall.php"), "directly"), "");
});

test("every consent manager of the settings is one that shoptrail knows", () => {
  const code = readFileSync(join(PLUGIN, "includes/options.php"), "utf8");
  const names = /'consent' +=> array\(([^)]*)\)/.exec(code)[1].match(/\w+/g);
  assert.ok(names.length > 5);
  for (const name of names)
    assert.ok(name === "google" || existsSync(join(PLUGIN, "assets", VERSION, `consent-${name}.js`)), name);
});

test("readme.txt has the parts that the plugin directory reads, and the header says the same", () => {
  const readme = readFileSync(join(PLUGIN, "readme.txt"), "utf8");
  const header = readFileSync(MAIN, "utf8");
  assert.match(readme, /^=== shoptrail for WooCommerce ===\n/);
  const field = (name) => new RegExp(`^${name}: (.+)$`, "m").exec(readme)?.[1];
  for (const name of ["Contributors", "Tested up to", "License", "License URI"]) assert.ok(field(name), name);
  assert.ok(field("Tags").split(",").length <= 5);
  assert.equal(field("Stable tag"), VERSION);
  for (const [name, value] of [
    ["Version", VERSION],
    ["Requires at least", field("Requires at least")],
    ["Requires PHP", field("Requires PHP")],
    ["License", field("License")],
    ["Text Domain", "shoptrail-for-woocommerce"],
    ["Requires Plugins", "woocommerce"],
  ])
    assert.equal(new RegExp(`^ \\* ${name}: +(.+)$`, "m").exec(header)?.[1], value, name);
  // The short description follows the header after an empty line.
  const description = readme.split("\n\n")[1];
  assert.ok(description.length <= 150 && !description.includes("\n"), description);
  for (const section of [
    "Description",
    "Installation",
    "Frequently Asked Questions",
    "External services",
    "Changelog",
  ])
    assert.match(readme, new RegExp(`^== ${section} ==$`, "m"));
  assert.match(readme, new RegExp(`^= ${VERSION.replaceAll(".", "\\.")} =$`, "m"));
});

test("the plugin's scripts are those of the package, and each that one loads is there", () => {
  const assets = join(PLUGIN, "assets", VERSION);
  const files = readdirSync(assets, { recursive: true }).filter((name) => name.endsWith(".js"));
  assert.ok(files.includes("embed.min.js") && files.includes(join("adapters", "woocommerce.js")));
  for (const name of files) {
    const text = readFileSync(join(assets, name), "utf8");
    assert.equal(text, readFileSync(new URL(`../../pkg/${name}`, import.meta.url), "utf8"), name);
    for (const [, imported] of text.matchAll(/(?:from|import)\(?"(\.\/[\w./-]+\.js)"/g))
      assert.ok(existsSync(join(assets, name, "..", imported)), `${name} needs ${imported}`);
  }
});
