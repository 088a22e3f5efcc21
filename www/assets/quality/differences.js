// Where the tracker's account and the collector's contradict each other. What is still on its way contradicts nothing.

/** `[{what, tracker, collector}]`: both reports as `diagnostics().quality` and the collector's `/quality` give them. */
export function differences(tracker, collector) {
  const found = [];
  const say = (what, ours, theirs) => found.push({ what, tracker: ours, collector: theirs });
  const events = { ...collector.events, ...tracker.events };
  let isComplete = true;
  for (const name of Object.keys(events)) {
    const { taken = 0, waiting = 0, dropped = 0, delivered = 0 } = tracker.events[name] ?? {};
    const { received = 0 } = collector.events[name] ?? {};
    // What left by beacon waits for an answer that never comes: it may be there already.
    if (received < delivered || received > delivered + waiting) say(name, delivered, received);
    if (received !== taken) isComplete = false;
    if (received === taken && !dropped) compareProperties(name, tracker, collector, say);
  }
  if (!isComplete) return found;
  compareProperties("line_items[]", tracker, collector, say);
  for (const part of ["events", "stitched", "checkouts", "ordered"]) {
    if (tracker.identity[part] !== collector.identity[part])
      say(part, tracker.identity[part], collector.identity[part]);
  }
  return found;
}

function compareProperties(name, tracker, collector, say) {
  for (const [property, { taken }] of Object.entries(tracker.properties[name] ?? {})) {
    const { given = 0 } = collector.properties[name]?.[property] ?? {};
    if (taken !== given) say(`${name} ${property}`, taken, given);
  }
}
