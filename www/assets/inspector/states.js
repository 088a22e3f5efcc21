// What each state and counter of the inspector means, in a sentence. It holds texts only. The counters, the
// events view and the tips read it.

/** By state: its label, and its meaning for a person who sees it for the first time. */
export const STATES = {
  held: ["held", "The shopper is not known yet. The event stays in this browser until identify() is called."],
  waiting: ["waiting", "The event is stored in this browser and goes out with the next request."],
  in_flight: ["in flight", "The event is in a request that has no answer yet."],
  handed_off: [
    "handed off",
    "The event left with a page that closed, or another page sends it. " +
      "Without an answer it is sent again, and counts once.",
  ],
  delivered: ["delivered", "The event has left this browser, and the collector did not reject it."],
  dropped: [
    "dropped",
    "The event is lost. Its line shows why: too old, storage full, rejected, or consent withdrawn.",
  ],
  repeat: [
    "came again",
    "The call repeats something that counts once, such as an order after a reload. It is not sent again.",
  ],
  refused: ["refused", "The tracker did not accept the call. Its line shows what is wrong with it."],
  local: ["nothing to send", "The call changes this browser only, or adds nothing new. No message is sent."],
  new: ["new", "The tracker has accepted the call and is about to store its message."],
};

/** The states that have a counter, in the order of an event's way. */
export const COUNTED = [
  "held",
  "waiting",
  "in_flight",
  "handed_off",
  "delivered",
  "dropped",
  "repeat",
  "refused",
];
