// What the tracker says about itself and what it keeps in storage. Everything is read defensively: this is the tool for broken days.

/** `diagnostics()`, or null while the module is not ready or not there. */
export function readDiagnostics() {
  try {
    const said = window.shoptrail?.diagnostics?.();
    if (!said || typeof said !== "object" || (said.on === false && said.off_reason === "loading"))
      return null;
    return said.counts || said.on === false ? said : null;
  } catch {
    return null;
  }
}

/** What `shoptrail.` keys hold: identity, touches, cart, order ledger, how many messages and leases there are, and the ids of this tab's messages. */
export function readStorage() {
  const kept = {
    identity: null,
    touch: null,
    cart: null,
    orders: [],
    messages: 0,
    leases: 0,
    followed: [],
    blocked: false,
  };
  try {
    for (let index = 0; index < localStorage.length; index += 1) {
      const key = localStorage.key(index);
      if (!key.startsWith("shoptrail.")) continue;
      if (key.startsWith("shoptrail.o."))
        kept.orders.push({ id: key.slice(12), value: parse(localStorage.getItem(key)) });
      else if (key.startsWith("shoptrail.m.")) kept.messages += 1;
      else if (key.startsWith("shoptrail.l.")) kept.leases += 1;
    }
    kept.identity = parse(localStorage.getItem("shoptrail.identity"));
    kept.touch = parse(localStorage.getItem("shoptrail.touch"));
    kept.cart = parse(localStorage.getItem("shoptrail.cart"));
    kept.followed = (parse(sessionStorage.getItem("shoptrail.quality"))?.followed ?? []).map(([id]) => id);
  } catch {
    kept.blocked = true;
  }
  return kept;
}

/** Where a log entry is now: `[state, label, why?]`. */
export function stateOf(entry, log, collector) {
  if (entry.reason === "repeat") return ["repeat", "repeat", "counted already: not sent again"];
  if (entry.reason) return ["refused", "refused", entry.reason];
  if (entry.dropped) return ["dropped", "dropped", entry.dropped];
  if (!entry.messageId) return ["local", entry.method === "reset" ? "done" : "nothing to send"];
  if (entry.state && entry.state !== "gone") return [entry.state, entry.state.replace("_", " ")];
  const accepted = entry.requests.some((key) => {
    const status = log.requests.findLast((request) => request.key === key)?.status;
    return status >= 200 && status < 300;
  });
  if (accepted || collector.messages.has(entry.messageId)) return ["delivered", "delivered"];
  return entry.state === "gone" ? ["gone", "left the outbox"] : ["new", "new"];
}

function parse(text) {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
