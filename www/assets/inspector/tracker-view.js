// Reads the tracker's diagnostics and its storage, and tells the state of a log entry. It catches every
// error, because the inspector must work when the tracker does not. main.js calls it; it renders nothing.
import { STATES } from "./states.js";

/** `diagnostics()`, or null while the module is loading or missing. */
export function readDiagnostics() {
  try {
    const answer = window.shoptrail?.diagnostics?.();
    if (!answer || typeof answer !== "object") return null;
    if (answer.on === false && answer.off_reason === "loading") return null;
    return answer.counts || answer.on === false ? answer : null;
  } catch {
    return null;
  }
}

/** `profile()`: what this browser has learned about the shopper; an empty object while it is not known. */
export function readProfile() {
  try {
    return window.shoptrail?.profile?.() ?? {};
  } catch {
    return {};
  }
}

/**
 * What the tracker's storage keys hold: identity, touches, cart, order ledger, the number of messages and of
 * leases, and the ids of this tab's messages (`followed`).
 */
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

/** Where the message of a log entry is now: `[state, label, reason?]`. */
export function stateOf(entry, log, collector) {
  const labelled = (state, ...why) => [state, STATES[state]?.[0] ?? state, ...why];
  if (entry.reason === "repeat") return labelled("repeat", "already counted: not sent again");
  if (entry.reason) return labelled("refused", entry.reason);
  if (entry.dropped) return labelled("dropped", entry.dropped);
  if (!entry.messageId) return entry.method === "reset" ? ["local", "done"] : labelled("local");
  if (entry.state && entry.state !== "gone") return labelled(entry.state);
  // A message that has left and was not dropped was taken by the collector. The tracker counts it so as well.
  if (entry.state === "gone") return labelled("delivered");
  const accepted = entry.requests.some((key) => {
    const status = log.requests.findLast((request) => request.key === key)?.status;
    return status >= 200 && status < 300;
  });
  return labelled(accepted || collector.messages.has(entry.messageId) ? "delivered" : "new");
}

function parse(text) {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
