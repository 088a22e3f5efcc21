// The shopper view of the inspector: what the tracker knows about the shopper, which is identity, stored
// traits, learned attributes, first and last touch, cart and order ledger. main.js gives it what
// tracker-view.js has read, and the log.
import { clock, facts, h, update } from "./dom.js";

export function shopperView() {
  const root = h("div.panels");
  return { root, render };

  function render({ diagnostics, profile, storage, log, collector }) {
    const orders = storage.orders.map((order) => namedOrder(order, log, collector));
    update(root, JSON.stringify([diagnostics?.identity, profile, storage, orders]), () => [
      identityPanel(diagnostics, storage),
      traitsPanel(storage.identity?.traits),
      profilePanel(profile),
      touchPanel(storage.touch),
      cartPanel(storage.cart),
      orderPanel(orders),
    ]);
  }
}

/**
 * An order of the ledger with its event and number. The ledger holds the message's id alone, so the number
 * comes from the log of this tab or from the collector.
 */
function namedOrder({ id, value }, log, collector) {
  const call = log.entries.find(({ messageId }) => messageId === id);
  const message = collector.messages.get(id)?.message;
  const given = typeof call?.args === "object" ? call.args : message?.properties;
  return { id, countedAt: value, event: call?.name ?? message?.event, number: given?.order_id };
}

/** What identify() was given and the tracker keeps, to send it again when it changes. */
function traitsPanel(traits) {
  const pairs = Object.entries(flat(traits ?? {}));
  return panel(
    "Stored traits",
    h("span.tag.off", {}, `${pairs.length}`),
    pairs.length
      ? facts(pairs.map(([name, value]) => [name, value, "mono"]))
      : h("p.nothing", {}, "None. identify() was called without traits, or not at all."),
  );
}

/** What `shoptrail.profile()` gives: learned from events, and sent with the next identify message. */
function profilePanel({ recommend, ...known }) {
  const pairs = Object.entries(known).map(([name, value]) => [
    name,
    name.endsWith("_date") ? shown(value * 1000, "at") : value,
    "mono",
  ]);
  for (const [name, value] of Object.entries(recommend ?? {}))
    pairs.push([`recommend.${name}`, value, "mono"]);
  return panel(
    "Learned attributes",
    h("span.tag.off", {}, `${Object.keys(known).length}`),
    pairs.length
      ? facts(pairs)
      : h("p.nothing", {}, "None yet. Look at a product: shoptrail.profile() then knows it."),
  );
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
      h("tr", {}, h("td"), h("th", {}, "first"), h("th", {}, "last")),
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
      ? orders.map(({ id, event, number, countedAt }) =>
          h(
            "div.order",
            { "data-order": number },
            facts([
              ["order", number ?? "not in this tab's log", "mono"],
              ["event", event],
              ["counted at", shown(countedAt, "at")],
              ["message", id, "mono"],
            ]),
          ),
        )
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
