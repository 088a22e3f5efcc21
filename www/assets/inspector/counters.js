// The counters of the inspector: how many events are in each state. Delivered, dropped, repeated and refused
// events are counted as in the quality view, over the visit of this tab. The others are what the tracker has
// now. main.js shows them.
import { figure, h } from "./dom.js";
import { isProfileUpdate } from "./log.js";
import { COUNTED, STATES } from "./states.js";
import { described } from "./tips.js";
import { stateOf } from "./tracker-view.js";

export function counters() {
  const parts = new Map(
    COUNTED.map((state) => {
      const number = h("b");
      const label = h("span", {}, STATES[state][0]);
      const attributes = { type: "button", "data-state": state, ...described(state) };
      return [state, { number, root: h("button", attributes, number, label) }];
    }),
  );
  const root = h(
    "div.counts",
    { role: "group", "aria-label": "Events by state" },
    [...parts.values()].map((part) => part.root),
  );
  return { root, render };

  function render(diagnostics, log, collector) {
    const counts = { ...diagnostics?.counts, ...endedCounts(diagnostics?.quality, log, collector) };
    for (const [state, part] of parts) {
      const count = counts[state] ?? 0;
      part.number.textContent = figure(count);
      part.root.classList.toggle("none", !count);
    }
  }
}

/**
 * The messages whose way has ended: those of calls from the tracker's report of this tab, or without one from
 * the log; and the profile updates, which the report leaves out because nobody has called for them.
 */
function endedCounts(quality, log, collector) {
  const counts = { delivered: 0, dropped: 0, repeat: 0, refused: 0 };
  for (const entry of log.entries) {
    const [state] = stateOf(entry, log, collector);
    if (state in counts && (!quality || isProfileUpdate(entry))) counts[state] += 1;
    if (!quality) counts.repeat += entry.repeats;
  }
  for (const event of Object.values(quality?.events ?? {})) {
    counts.delivered += event.delivered;
    counts.dropped += event.dropped;
    counts.repeat += event.repeats;
    counts.refused += event.refused;
  }
  return counts;
}
