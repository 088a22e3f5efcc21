// A tracker that only writes down what an adapter tells it, and judges it by the plan as the collector would.

import { readFileSync } from "node:fs";
import sources from "../../../pkg-template/src/parts/sources.js";
import { checkPlan } from "../../../www/plan-check.mjs";

const PLAN = JSON.parse(readFileSync(new URL("../../../pkg-template/plan.json", import.meta.url), "utf8"));

/** `{shop, events, problems, listeners}`: `events` are `[name, properties]` that the plan takes, `problems` the codes and paths of those it refuses, `listeners` hear of calls. */
export function fakeTracker() {
  const events = [];
  const problems = [];
  const listeners = [];
  const tracker = {
    track(name, given) {
      // A symbol is a value that cannot be taken, whatever was wanted there.
      const properties = JSON.parse(
        JSON.stringify(given, (key, value) =>
          typeof value === "symbol" ? { unreadable: value.description } : value,
        ),
      );
      const wrong = typeof given === "symbol" ? [`${name} wrong_type`] : [];
      checkPlan({ type: "track", event: name, properties: idsAsText(properties) }, PLAN, (code, path) =>
        wrong.push(`${name} ${code} ${path}`),
      );
      if (wrong.length) problems.push(...wrong);
      else events.push([name, properties]);
      const result = wrong.length ? { ok: false, reason: "invalid" } : { ok: true };
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
  return { tracker, events, problems, listeners };
}

/** A fixture's data. */
export function fixture(name) {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8")).data;
}

/** What gtag() pushes: its `arguments`, which JSON cannot hold. */
export function gtag() {
  return arguments;
}

// The core takes whole numbers as ids, and the texts of lines that are numbers.
function idsAsText(properties) {
  const ids = Object.entries(properties).map(([name, value]) => [
    name,
    /_id$|^sku$|^offer_code$/.test(name) && Number.isSafeInteger(value) ? String(value) : value,
  ]);
  const out = Object.fromEntries(ids);
  if (Array.isArray(out.line_items))
    out.line_items = out.line_items.map((line) =>
      line && typeof line === "object" ? idsAsText(line) : line,
    );
  return out;
}
