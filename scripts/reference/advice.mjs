// What to do about each code, by list and code. The codes themselves come from the core (sources.mjs);
// pages.mjs refuses to write the reference when a code has no advice or an advice has no code.

export const ADVICE = {
  off: {
    loading: "Wait. If it stays, the script did not arrive: see the network panel.",
    options: "Read the sentence on the console. `diagnostics().options` names each wrong option.",
    module: "Check that the parts lie beside the script, and the page's policy.",
    internal: "Report it with the output of `diagnostics()`.",
    no_window: "Nothing: on a server the tracker does nothing.",
    consent: 'Ask the shopper, or call `setConsent("granted")`.',
    bot: "Use a browser that nothing drives, or set `bots` for a test.",
    preview: "Open the shop outside the theme editor.",
  },
  refusal: {
    invalid: "Read `violations`.",
    repeat: "Nothing: the action is counted.",
  },
  state: {
    held: 'Call `identify()`, or set `anonymous: "send"`.',
    waiting: "Wait: `next_ms` says how long.",
    in_flight: "Wait for the answer.",
    handed_off: "Nothing: it is sent once more under the same `messageId`.",
  },
  drop: {
    expired: "Raise `maxAgeHours` or `maxHeldDays`, within Customer.io's own limits.",
    queue_overflow: "Raise `maxMessages`, or identify shoppers earlier.",
    rejected: "Check the write key, the region and the endpoint.",
    too_large: "Send fewer or shorter properties.",
    reset: "Call `reset()` only at log-out.",
    corrupt_record: "Look for another script that writes `shoptrail.` keys.",
    consent_withdrawn: "Nothing: the shopper asked for it.",
    before_send: "Nothing, if your `beforeSend` drops on purpose. Else look for its error on the console.",
    no_before_send: "Set `beforeSend` on every page of the shop.",
  },
};
