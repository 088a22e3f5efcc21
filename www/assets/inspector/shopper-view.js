// The shopper view of the inspector: what the tracker knows about the shopper, which is identity, first and
// last touch, cart and order ledger. It reads diagnostics and storage (tracker-view.js). main.js shows it.
import { clock, facts, h, update } from "./dom.js";

export function shopperView() {
  const root = h("div.panels");
  return { root, render };

  function render(diagnostics, storage) {
    update(root, JSON.stringify([diagnostics?.identity, storage]), () => [
      identityPanel(diagnostics, storage),
      touchPanel(storage.touch),
      cartPanel(storage.cart),
      orderPanel(storage.orders),
    ]);
  }
}

function identityPanel(diagnostics, { identity, blocked }) {
  const keys = Object.entries(identity?.keys ?? {}).filter(([, value]) => value);
  const state = diagnostics?.identity?.state ?? "not known yet";
  return panel(
    "Identity",
    h(`span.tag.${state === "known" ? "on" : "off"}`, {}, state),
    facts([
      ["anonymousId", diagnostics?.identity?.anonymousId ?? identity?.anonymousId, "mono"],
      ["userId", identity?.userId, "mono"],
      ...keys.map(([name, value]) => [name, value, "mono"]),
      ...(blocked ? [["storage", "blocked: the identity lives as long as the page"]] : []),
    ]),
  );
}

function touchPanel(touch) {
  if (!touch || typeof touch !== "object")
    return panel("First and last touch", null, h("p.nothing", {}, "No touch is stored yet."));
  const rows = [touchFacts(touch.first), touchFacts(touch.last)];
  const names = [...new Set(rows.flatMap(Object.keys))];
  return panel(
    "First and last touch",
    null,
    h(
      "table",
      {},
      h("tr", {}, h("th"), h("th", {}, "first"), h("th", {}, "last")),
      names.map((name) =>
        h(
          "tr",
          {},
          h("th", {}, name),
          rows.map((row) => h("td", { title: row[name] }, h("div.clamp", {}, row[name] ?? "–"))),
        ),
      ),
    ),
  );
}

function cartPanel(cart) {
  const pairs = cart && typeof cart === "object" ? Object.entries(flat(cart)) : [["cart id", cart]];
  return panel("Cart", null, facts(pairs.map(([name, value]) => [name, value, "mono"])));
}

function orderPanel(orders) {
  return panel(
    "Order ledger",
    h("span.tag.off", {}, `${orders.length}`),
    orders.length
      ? orders.map(({ id, value }) => {
          const kept = Object.entries(flat(value, typeof value === "number" ? "counted at" : ""));
          return h(
            "div.order",
            {},
            facts([["message", id], ...kept].map(([name, part]) => [name, part, "mono"])),
          );
        })
      : h("p.nothing", {}, "No order yet. Each order counts once, also when its page is reloaded."),
  );
}

function panel(title, tag, ...content) {
  return h("section.panel", {}, h("h3", {}, title, tag), content);
}

/** A touch in the shape that events carry: tags and place side by side. */
function touchFacts(touch) {
  const { tags, place, ...rest } = touch ?? {};
  return flat({ ...tags, ...place, ...rest });
}

/**
 * The value as one level of names such as `a.b`, so that any stored shape can be shown. Times are made
 * readable.
 */
function flat(value, prefix = "", into = {}) {
  if (typeof value !== "object" || value === null) {
    if (value !== null && value !== undefined) into[prefix || "value"] = shown(value, prefix);
    return into;
  }
  for (const [name, part] of Object.entries(value)) flat(part, prefix ? `${prefix}.${name}` : name, into);
  return into;
}

function shown(value, name) {
  const isTime =
    typeof value === "number"
      ? value > 1e12 && /(^|[_. ])(at|time|ms|when|t)$/i.test(name)
      : /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
  return isTime
    ? `${new Date(value).toLocaleDateString("en-GB")} ${clock(value)}`
    : String(value).replace(`${location.origin}/`, "/");
}
