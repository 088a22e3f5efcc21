// ADAPTERS.md says what each adapter reads and what it makes of it. The tables are compared with the code.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const SOURCE = "pkg-template/src/";
const PLAN = JSON.parse(read("pkg-template/plan.json"));
const PROPERTIES = [
  ...new Set(
    [...PLAN.events.flatMap(({ properties }) => properties), ...PLAN.line_item].map(({ name }) => name),
  ),
];
const EVENTS = PLAN.events.map(({ name }) => name).filter((name) => name !== "page");
const SECTIONS = Object.fromEntries(
  read("pkg-template/ADAPTERS.md")
    .split(/^##+ /m)
    .slice(1)
    .map((section) => [section.split("\n")[0], section]),
);

/** By section: the files that it describes. */
const FILES = {
  Shopify: [
    "adapters/shopify.js",
    "adapters/shopify-ajax.js",
    "adapters/shopify-page.js",
    "adapters/shared/forms.js",
    "adapters/shared/shopify-cart.js",
    "adapters/shared/shopify-fields.js",
  ],
  "The pixel": ["pixel/events.js", "pixel/fields.js", "pixel/messages.js", "pixel/index.js"],
  "Google's dataLayer: `ga4`": ["adapters/ga4.js"],
  "Structured data: `jsonld`": [
    "adapters/jsonld.js",
    "adapters/shared/json-ld.js",
    "adapters/shared/structured-data.js",
    "adapters/shared/thing.js",
  ],
  "WooCommerce: `woocommerce`": [
    "adapters/woocommerce.js",
    "adapters/shared/forms.js",
    "adapters/shared/woocommerce-cart.js",
    "adapters/shared/woocommerce-fields.js",
    "../woocommerce/shoptrail.php",
  ],
  "Magento 2: `magento`": [
    "adapters/magento.js",
    "adapters/shared/cart-changes.js",
    "adapters/shared/forms.js",
  ],
  "BigCommerce: `bigcommerce`": [
    "adapters/bigcommerce.js",
    "adapters/shared/cart-changes.js",
    "adapters/shared/forms.js",
  ],
  "PrestaShop: `prestashop`": [
    "adapters/prestashop.js",
    "adapters/shared/prestashop-forms.js",
    "adapters/shared/cart-changes.js",
    "adapters/shared/forms.js",
  ],
  "Shopware 6: `shopware`": [
    "adapters/shopware.js",
    "adapters/shared/cart-changes.js",
    "adapters/shared/forms.js",
  ],
  "Hydrogen: `shoptrail/hydrogen`": ["frameworks/hydrogen.js"],
};

/** The cells of a section's tables, without their heads: `[[source, property], …]`. */
function rows(title) {
  const lines = SECTIONS[title].split("\n");
  return lines
    .filter(
      (line, index) =>
        line.startsWith("| ") && !line.startsWith("| ---") && !/^\| ---/.test(lines[index + 1] ?? ""),
    )
    .map((line) => line.slice(2, -2).split(" | "));
}

// The code joins these from parts, or knows a part of them, or takes any type in their place.
const PARTLY_READ =
  /^(blocks_(add|remov)ed_|(List|Sale|Strikethrough|Regular)Price$|SRP$|CategoryCode$|BreadcrumbList$|ImageObject$)/;

const words = (text) => [...text.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code.split(/[^\w]+/));

for (const [title, files] of Object.entries(FILES)) {
  const whole = files.map((file) => read(SOURCE + file)).join("\n");
  const code = whole.replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
  const documented = rows(title).flat().join("\n");

  test(`${title}: every property that the code sets is in the tables of ADAPTERS.md`, () => {
    // A request and a call have a member `method` too.
    const made = PROPERTIES.filter(
      (name) =>
        (name !== "method" || code.includes("signed_up")) &&
        new RegExp(`(?<![.;\\w"'])${name}\\s*[:,}=]|'${name}'\\s*=>`).test(code),
    );
    assert.ok(made.length > 5, "names were found");
    assert.deepEqual(
      made.filter((name) => !words(documented).includes(name)),
      [],
    );
  });

  test(`${title}: the events that the code tracks are the events in its tables`, () => {
    const list = EVENTS.filter((name) => new RegExp(`["']${name}["']`).test(code));
    assert.ok(list.length > 0);
    assert.deepEqual(
      list.filter((name) => !words(documented).includes(name)),
      [],
    );
    assert.deepEqual(
      EVENTS.filter((name) => words(documented).includes(name) && !code.includes(name)),
      [],
    );
  });

  test(`${title}: the code reads every field that its tables name`, () => {
    // The code joins GA4's fields from two parts, and Shopify's and WooCommerce's events from a prefix and a
    // name.
    const known =
      code +
      ["item_id", "item_name", "item_brand", "item_category", "item_variant"]
        .filter(() => title.includes("ga4"))
        .join();
    const fields = rows(title)
      .flatMap(([source]) => (source.includes(".js`") ? [] : words(source)))
      .filter((word) => /^[A-Za-z_]\w{2,}$/.test(word) && !PARTLY_READ.test(word));
    assert.ok(fields.length > 5);
    assert.deepEqual(
      fields.filter((word) => !known.includes(word)),
      [],
    );
  });
}

test("every adapter has a size in ADAPTERS.md, and the sizes are those of the build", () => {
  const { files } = JSON.parse(read("pkg/sizes.json"));
  const sizes = Object.fromEntries(
    [...read("pkg-template/ADAPTERS.md").matchAll(/^\| `([\w/-]+\.js)`.* \| ([\d.]+) KB \|$/gm)].map(
      ([, file, size]) => [file, Number(size)],
    ),
  );
  for (const name of Object.keys(files).filter((path) => path.startsWith("adapters/")))
    assert.ok(name in sizes, name);
  for (const [name, size] of Object.entries(sizes))
    assert.ok(
      Math.abs(files[name].brotli / 1000 - size) <= 0.06,
      `${name} is ${files[name].brotli} bytes, ADAPTERS.md says ${size} KB`,
    );
});
