// A tracker that records the calls of an adapter and checks them by the plan, as the collector does.

import { readFileSync } from "node:fs";
import sources from "../../../pkg-template/src/parts/sources.js";
import { checkEvent } from "../../../pkg/tools/index.js";

/**
 * `{tracker, calls, events, problems, listeners}`. `calls` are all `[name, properties]`, with amounts as the
 * core reads them, `events` those that the plan accepts, `problems` the codes and paths of those it refuses,
 * `listeners` those to calls.
 */
export function fakeTracker() {
  const calls = [];
  const events = [];
  const problems = [];
  const listeners = [];
  const tracker = {
    track(name, given) {
      // The tracker refuses a symbol for a property of any type.
      const properties = JSON.parse(
        JSON.stringify(given, (key, value) =>
          typeof value === "symbol" ? { unreadable: value.description } : readAmount(key, value),
        ),
      );
      calls.push([name, properties]);
      const found = typeof given === "symbol" ? [`${name} wrong_type`] : [];
      const { problems: faults } = checkEvent(name, idsAsText(properties), { strict: true });
      for (const { code, path } of faults) found.push(`${name} ${code} ${path}`);
      if (found.length) problems.push(...found);
      else events.push([name, properties]);
      const result = found.length ? { ok: false, reason: "invalid" } : { ok: true };
      for (const listener of listeners) listener({ method: "track", args: [name, given], result });
      return result;
    },
    on(type, listener) {
      if (type === "call") listeners.push(listener);
      return () => {};
    },
  };
  tracker.methods = tracker;
  sources(tracker, {}, []);
  return { tracker, calls, events, problems, listeners };
}

/** A fixture's data. */
export function fixture(name) {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8")).data;
}

/** What gtag() pushes: its `arguments`, which JSON cannot hold. */
export function gtag() {
  return arguments;
}

// The core reads an amount that is a text.
function readAmount(name, value) {
  const isAmount =
    /^(price|quantity|discount|tax|shipping|total|refund_amount|position)$/.test(name) &&
    typeof value === "string" &&
    /^[\d.,]+$/.test(value);
  return isAmount ? Number(value.replace(",", ".")) : value;
}

// The core accepts whole numbers as ids and names, also in lines.
function idsAsText(properties) {
  const ids = Object.entries(properties).map(([name, value]) => [
    name,
    /_id$|^sku$|_code$|name$|^(query|placement|brand|category)$/.test(name) && Number.isSafeInteger(value)
      ? String(value)
      : value,
  ]);
  const out = Object.fromEntries(ids);
  if (Array.isArray(out.line_items))
    out.line_items = out.line_items.map((line) =>
      line && typeof line === "object" ? idsAsText(line) : line,
    );
  return out;
}
