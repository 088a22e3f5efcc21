// A shop that tells Google Analytics 4: by gtag(), or for Tag Manager, with a stand-in for Google's script that does to dataLayer what it does.
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
    window.tell = function (event, params) { gtag("event", event, params); };`);
}

/** `?late` puts Google's script behind ours, `?both` tells gtag() as well, as shops do that moved from one to the other and left both. */
export function tagManager({ url }) {
  const both = url.searchParams.has("both");
  return page(`
    window.dataLayer = window.dataLayer || [];
    dataLayer.push({ "gtm.start": Date.now(), event: "gtm.js" });
    function gtag() { dataLayer.push(arguments); }
    window.tell = function (event, params) {
      dataLayer.push({ ecommerce: null });
      dataLayer.push({ event: event, ecommerce: params });
      ${both ? 'gtag("event", event, params);' : ""}
    };
    // As gtm.js does: its own push in the place of whichever was there, the entry numbered, at most 300 of them kept.
    function manage() {
      var own = dataLayer.push, id = 1;
      dataLayer.push = function () {
        var entries = [].slice.call(arguments);
        entries.forEach(function (entry) { if (entry.event) entry["gtm.uniqueEventId"] = id++; });
        var result = own.apply(dataLayer, entries);
        while (dataLayer.length > 300) dataLayer.shift();
        return result;
      };
      dataLayer.push({ event: "gtm.load" });
    }
    ${url.searchParams.has("late") ? 'addEventListener("load", function () { setTimeout(manage, 300); });' : "manage();"}`);
}

function page(script) {
  const data = Object.fromEntries(
    ["view_item", ...BUTTONS].map((name) => [name, { currency: "USD", items: [ITEM], ...DATA[name] }]),
  );
  return {
    body: html`<script>
        ${raw(script)};
        window.shopData = ${scriptJson(data)};
        tell("view_item", shopData.view_item);
      </script>
      <h1>Stan and Friends Tee</h1>
      <p class="price">$10.01</p>
      <p>
        ${BUTTONS.map((name) => html`<button class="button quiet" id="${name}" onclick="tell(this.id, shopData[this.id])">${name}</button> `)}
      </p>
      <p><small>Each button tells Google Analytics, and nobody else.</small></p>`,
  };
}
