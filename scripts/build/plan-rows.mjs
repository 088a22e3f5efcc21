// The tracking plan as data quality needs it: of each event, the properties that a storefront gives.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../run.mjs";

// What the tracker fills in itself (src/plan/event/derived.rs, src/tracker/track.rs) is always complete. It
// says nothing about a storefront.
const FROM_LINES = ["cart_value", "item_count", "product_ids", "primary_category"];

/**
 * `{version, events: {name: {required, optional}}, line: {required, optional}, names, spellings}`. `names`
 * are all that the plan knows; `spellings` are pairs of a spelling and the event's name.
 */
export function planRows(plan = JSON.parse(readFileSync(join(ROOT, "pkg-template", "plan.json"), "utf8"))) {
  const split = (rows) => ({
    required: rows.filter(({ required }) => required).map(({ name }) => name),
    optional: rows.filter(({ required }) => !required).map(({ name }) => name),
  });
  const events = {};
  for (const event of plan.events) {
    const hasLines = event.properties.some(({ name }) => name === "line_items");
    const given = event.properties.filter(
      ({ name }) =>
        event.name !== "page" &&
        !(event.in_cart && name === "cart_id") &&
        !(hasLines && FROM_LINES.includes(name)),
    );
    events[event.name] = split(given);
  }
  const people = plan.people ?? plan.attributes;
  const names = new Set(
    [...plan.events.flatMap(({ properties }) => properties), ...plan.line_item, ...people].map(
      ({ name }) => name,
    ),
  );
  const spellings = plan.events.flatMap(({ name, semantic }) => [
    [name, name],
    [semantic, name],
  ]);
  const line = split(plan.line_item);
  return { version: plan.version, events, line, names: [...names, "products"], spellings };
}
