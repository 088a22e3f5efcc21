// Finds where the tracker's data-quality report and the collector's contradict each other. A message that is
// still on its way is not a contradiction. report-view.js and the tests call it.

/**
 * `[{what, tracker, collector}]` from the tracker's `diagnostics().quality` and the collector's `/quality`.
 */
export function differences(tracker, collector) {
  const found = [];
  const add = (what, ours, theirs) => found.push({ what, tracker: ours, collector: theirs });
  const events = { ...collector.events, ...tracker.events };
  let isComplete = true;
  for (const name of Object.keys(events)) {
    const { taken = 0, waiting = 0, dropped = 0, delivered = 0 } = tracker.events[name] ?? {};
    const { received = 0 } = collector.events[name] ?? {};
    // A message sent by beacon gets no answer. It counts as waiting, but the collector may have it already.
    if (received < delivered || received > delivered + waiting) add(name, delivered, received);
    if (received !== taken) isComplete = false;
    if (received === taken && !dropped) compareProperties(name, tracker, collector, add);
  }
  if (!isComplete) return found;
  compareProperties("line_items[]", tracker, collector, add);
  for (const part of ["events", "stitched", "checkouts", "ordered"]) {
    if (tracker.identity[part] !== collector.identity[part])
      add(part, tracker.identity[part], collector.identity[part]);
  }
  return found;
}

function compareProperties(name, tracker, collector, add) {
  for (const [property, { taken }] of Object.entries(tracker.properties[name] ?? {})) {
    const { given = 0 } = collector.properties[name]?.[property] ?? {};
    if (taken !== given) add(`${name} ${property}`, taken, given);
  }
}
