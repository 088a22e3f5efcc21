// The status line of the inspector: whether the tracker works, and below it what to do when it does not.
// main.js shows it.
import { clock, h, update } from "./dom.js";

/** By `off_reason` of `diagnostics()`: why the tracker is off and what to do. */
const OFF = {
  bot: [
    "this browser is driven or names itself a robot",
    "Robots and driven browsers do not count. To count them, set the option bots: add ?shoptrail_bots=true " +
      'to this address, or data-bots="true" to the shop\'s script tag.',
  ],
  preview: [
    "this is a theme preview",
    "Theme previews do not count. To count them, set the option bots: " +
      "add ?shoptrail_bots=true to this address.",
  ],
  consent: [
    "no consent",
    'The tracker waits for the shopper\'s answer. Call shoptrail.setConsent("granted"), ' +
      "or add ?shoptrail_consent=granted to this address.",
  ],
  module: [
    "its files did not load",
    "The console and the network panel show which file failed. Reload the page.",
  ],
  internal: ["it met an error", "The console shows the error. Please report it with its text."],
  no_window: ["there is no window", "The tracker works in browsers only."],
};

export function statusLine() {
  const status = h("span.status");
  const note = h("p.note", { role: "status" });
  return { status, note, render };

  function render(diagnostics, isFeedOnline) {
    const [kind, text] = summary(diagnostics);
    const feed = isFeedOnline ? "" : " · the collector's feed is down";
    status.dataset.kind = kind;
    const advice = adviceOn(diagnostics ?? {});
    if (note.textContent !== advice) note.textContent = advice;
    update(status, kind + text + feed, () => [h("i.dot"), h("span", {}, text + feed)]);
  }
}

function summary(diagnostics) {
  if (!window.shoptrail) return ["bad", "not loaded"];
  if (!diagnostics) return ["wait", "starting…"];
  const { on, off_reason: reason = "no reason given", version, identity } = diagnostics;
  if (!on) return ["bad", `off: ${OFF[reason]?.[0] ?? reason}`];
  const shopper = { anonymous: "unknown shopper", known: "known shopper" }[identity?.state] ?? "";
  return ["good", `${version} · ${shopper}`];
}

function adviceOn({ on, off_reason: reason, options, next_ms: nextMs, counts: { waiting } = {} }) {
  if (options)
    return options.map(({ option, allowed }) => `Option ${option}: allowed is ${allowed}`).join("; ");
  if (on === false) return OFF[reason]?.[1] ?? "";
  // A pause of up to 3 s is not a retry: in it the tracker collects events for one request.
  return nextMs > 3000 && waiting
    ? `Next try at ${clock(Date.now() + nextMs)}, in ${Math.ceil(nextMs / 1000)} s`
    : "";
}
