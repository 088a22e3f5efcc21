// Checks a received message against the tracking plan: known event, required properties, types. It reads the
// generated plan.json and nothing else of the tracker. Names may be those of the plan (snake_case) or
// Customer.io's semantic names. contract.mjs and the tests call it.

const CURRENCY = /^[A-Z]{3}$/;
const ISO_DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** How a value of each type of the plan looks on the wire: `[test, description of what is allowed]`. */
export const TYPES = {
  id: [(value) => typeof value === "string" && value.trim() !== "", "a non-empty text"],
  text: [(value) => typeof value === "string", "a text"],
  money: [(value) => Number.isFinite(value) && value >= 0, "a number of major units, 0 or more"],
  quantity: [(value) => Number.isFinite(value) && value > 0, "a number above 0"],
  currency: [(value) => CURRENCY.test(value), "an ISO 4217 code such as EUR"],
  url: [(value) => typeof value === "string" && value !== "", "a URL"],
  date: [(value) => isDate(value), "ISO 8601 or whole Unix seconds"],
  number: [(value) => Number.isFinite(value), "a number"],
  boolean: [(value) => typeof value === "boolean", "true or false"],
  list: [
    (value) => Array.isArray(value) && value.every((item) => ["string", "number"].includes(typeof item)),
    "a list of texts",
  ],
  object: [(value) => typeof value === "object" && value !== null && !Array.isArray(value), "an object"],
  line_items: [(value) => Array.isArray(value), "a list of lines"],
  count: [(value) => Number.isSafeInteger(value) && value >= 0, "a whole number, 0 or more"],
};

/**
 * Calls `say(code, path, text)` for everything in `message` that contradicts the plan. With `isStrict` that
 * includes what the tracker accepts with a warning: a property that the event is only expected to have.
 */
export function checkPlan(message, plan, say, isStrict = false) {
  if (message.type === "identify") return checkTraits(message.traits, plan, say);
  const name = message.type === "page" ? "page" : message.event;
  const event = findEvent(plan, name);
  if (!event) {
    if (message.type === "track" && typeof name === "string" && !plan.allow_unknown) {
      say("unknown_event", "event", `"${name}" is not in the tracking plan`);
    }
    return;
  }
  const semantic = message.type === "track" && name === event.semantic && name !== event.name;
  checkRows(message.properties, "properties", event.properties ?? [], { plan, say, semantic, isStrict });
  // A strict check has named a single needed property already.
  if (!isStrict || event.needed?.length !== 1) checkNeeded(message.properties, event, { say, semantic });
}

/**
 * Checks traits by the plan's people attributes. An empty text clears an attribute of any type, so it is
 * allowed.
 */
function checkTraits(traits, plan, say) {
  if (!TYPES.object[0](traits)) return;
  const notEmpty = Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== ""));
  checkRows(notEmpty, "traits", plan.people ?? [], { plan, say });
}

/** The event of the plan with this name, in either naming. */
export function findEvent(plan, name) {
  return (plan.events ?? []).find((event) => event.name === name || event.semantic === name);
}

function checkRows(given, path, rows, how) {
  if (!TYPES.object[0](given)) return; // the check of the wire contract reports it
  for (const row of rows) {
    const name = nameIn(given, row, how.semantic);
    if (name !== undefined) checkValue(given[name], `${path}.${name}`, row, how);
    else if (row.required && how.isStrict) how.say("missing", `${path}.${row.name}`, "required by the plan");
  }
}

/**
 * Checks that the event says what it is about: at least one of `needed`. What it lacks besides, the tracker
 * has warned of.
 */
function checkNeeded(given, event, { say, semantic }) {
  if (!TYPES.object[0](given) || !event.needed?.length) return;
  const rows = event.needed.map((name) => event.properties?.find((row) => row.name === name) ?? { name });
  if (!rows.some((row) => nameIn(given, row, semantic) !== undefined))
    say("missing", `properties.${event.needed.join("/")}`, "needed by the tracking plan");
}

/** Checks that a line says of which product it is. */
function checkLine(line, path, { plan, say }) {
  const names = plan.line_item_needed ?? [];
  if (names.length && !names.some((name) => Object.hasOwn(line, name)))
    say("missing", `${path}.${names.join("/")}`, "needed by the tracking plan");
}

function checkValue(value, path, { type }, how) {
  const { say } = how;
  const [test, allowed] = TYPES[type] ?? [];
  if (!test || value === null) return; // the check of the wire contract reports null
  if (!test(value)) return say("wrong_type", path, `${shortly(value)} is not ${allowed}`);
  if (type !== "line_items") return;
  value.forEach((line, index) => {
    const linePath = `${path}[${index}]`;
    if (!TYPES.object[0](line)) return say("wrong_type", linePath, "a line is an object");
    checkLine(line, linePath, how);
    checkRows(line, linePath, how.plan.line_item ?? [], how);
  });
}

// Semantic names count only on a semantic event: `position` is the placement of an offer there, but a number
// elsewhere.
function nameIn(given, row, semantic) {
  const names = semantic ? [row.semantic, row.name] : [row.name];
  return names.find((name) => name && Object.hasOwn(given, name));
}

function isDate(value) {
  if (typeof value === "string") return ISO_DATE.test(value) && !Number.isNaN(Date.parse(value));
  return Number.isSafeInteger(value) && value < 1e11; // milliseconds would be later than the year 5138
}

function shortly(value) {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
