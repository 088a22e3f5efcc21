// The names that the part `quality` suggests for a misspelt event.

import assert from "node:assert/strict";
import test from "node:test";
import { build } from "esbuild";
import { planRows } from "../../scripts/build/plan-rows.mjs";

const SOURCE = new URL("../../pkg-template/src/parts/quality/nearest-name.js", import.meta.url).pathname;
const { outputFiles } = await build({
  entryPoints: [SOURCE],
  bundle: true,
  format: "esm",
  write: false,
  plugins: [
    {
      name: "plan",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^shoptrail:plan$/ }, ({ path }) => ({ path, namespace: "plan" }));
        onLoad({ filter: /./, namespace: "plan" }, () => ({
          contents: JSON.stringify(planRows()),
          loader: "json",
        }));
      },
    },
  ],
});
const { suggestName } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`
);

/** What the console says of a call that was refused for this code. */
function suggested(name, code = "unknown_event", customEvents = { gift_wrapped: {} }) {
  const warnings = [];
  const { warn } = console;
  console.warn = (text) => warnings.push(text);
  try {
    suggestName(
      { method: "track", args: [name], result: { ok: false, violations: [{ code }] } },
      customEvents,
    );
  } finally {
    console.warn = warn;
  }
  return warnings.join().match(/Did you mean "(.*)"\?/)?.[1];
}

for (const [name, expected] of [
  ["product_view", "product_viewed"],
  ["ProductViewed", "product_viewed"],
  ["Product Added", "add_to_cart"],
  ["addtocart", "add_to_cart"],
  ["ad_to_cart", "add_to_cart"],
  ["order_complete", "order_completed"],
  ["order_canceled", "order_cancelled"],
  ["order_comlpeted", "order_completed"],
  ["ordr_completed", "order_completed"],
  ["border_completed", "order_completed"],
  ["gift_wraped", "gift_wrapped"],
]) {
  test(`${name} is suggested to be ${expected}`, () => assert.equal(suggested(name), expected));
}

test("a name that is near no known one gets no suggestion", () => {
  for (const name of ["", "a", "newsletter_footer_clicked", "\u{1f600}", "order", "cart"]) {
    assert.equal(suggested(name), undefined, name);
  }
});

test("only an unknown event gets a suggestion, and only a text has one", () => {
  assert.equal(suggested("product_view", "reserved_event"), undefined);
  for (const name of [7, null, undefined, {}]) assert.equal(suggested(name), undefined);
  assert.equal(suggested("product_view", "unknown_event", undefined), "product_viewed");
});
