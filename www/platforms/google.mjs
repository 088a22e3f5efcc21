// Platform pages of a shop that reports to Google Analytics 4: with gtag(), or for Tag Manager. A stand-in
// for Google's script changes dataLayer in the way of the real one. index.mjs calls them.
import { html, raw, scriptJson } from "../html.mjs";

const ITEM = {
  item_id: "SKU_12345",
  item_name: "Stan and Friends Tee",
  item_brand: "Google",
  item_category: "Apparel",
  item_variant: "green",
  price: "10,01",
  quantity: 1,
};
const BUTTONS = [
  "add_to_cart",
  "remove_from_cart",
  "view_cart",
  "begin_checkout",
  "purchase",
  "refund",
  "search",
];
const DATA = {
  search: { search_term: "t-shirts" },
  purchase: { transaction_id: "T_12345", value: 10.01, tax: 1.6, shipping: 0 },
  refund: { transaction_id: "T_12345", value: 10.01 },
};

export function googleTag() {
  return page(`
    window.dataLayer = window.dataLayer || [];
    function gtag() { dataLayer.push(arguments); }
    gtag("js", new Date());
    gtag("config", "G-EXAMPLE");
    window.report = function (event, params) { gtag("event", event, params); };`);
}

/**
 * `?late` runs Google's script after the tracker. `?both` reports with gtag() as well, as shops do that moved
 * from one to the other and kept both.
 */
export function tagManager({ url }) {
  const both = url.searchParams.has("both");
  const start = url.searchParams.has("late")
    ? 'addEventListener("load", function () { setTimeout(manage, 300); });'
    : "manage();";
  return page(`
    window.dataLayer = window.dataLayer || [];
    dataLayer.push({ "gtm.start": Date.now(), event: "gtm.js" });
    function gtag() { dataLayer.push(arguments); }
    window.report = function (event, params) {
      dataLayer.push({ ecommerce: null });
      dataLayer.push({ event: event, ecommerce: params });
      ${both ? 'gtag("event", event, params);' : ""}
    };
    // As gtm.js does: it replaces push by its own, numbers each entry, and keeps at most 300 entries.
    function manage() {
      var push = dataLayer.push, id = 1;
      dataLayer.push = function () {
        var entries = [].slice.call(arguments);
        entries.forEach(function (entry) { if (entry.event) entry["gtm.uniqueEventId"] = id++; });
        var result = push.apply(dataLayer, entries);
        while (dataLayer.length > 300) dataLayer.shift();
        return result;
      };
      dataLayer.push({ event: "gtm.load" });
    }
    ${start}`);
}

const button = (name) =>
  html`<button class="button quiet" id="${name}" onclick="report(this.id, shopData[this.id])">
    ${name}
  </button> `;

function page(script) {
  const data = Object.fromEntries(
    ["view_item", ...BUTTONS].map((name) => [name, { currency: "USD", items: [ITEM], ...DATA[name] }]),
  );
  return {
    body: html`<script>
        ${raw(script)};
        window.shopData = ${scriptJson(data)};
        report("view_item", shopData.view_item);
      </script>
      <h1>Stan and Friends Tee</h1>
      <p class="price">$10.01</p>
      <p>${BUTTONS.map(button)}</p>
      <p><small>Each button reports to Google Analytics only.</small></p>`,
  };
}
