// Writes recipes.json as text: RECIPES.md, and what `npx shoptrail recipes` prints.

/**
 * What happened to a person, or what is known of one: an event with its `where`, or an attribute.
 * @typedef {object} Condition
 * @property {string} [event]
 * @property {string} [attribute]
 * @property {string} [is]  for an attribute, a key of COMPARISONS
 * @property {string | number | boolean} [value]
 * @property {number} [at_least]
 * @property {number} [at_most]
 * @property {string} [same]  a property that is equal in all of them
 * @property {PropertyCondition[]} [where]
 * @property {number} [within_days]
 */
/** @typedef {{ property: string, is: string, value?: string | number | boolean }} PropertyCondition */
/**
 * @typedef {object} Segment
 * @property {string} id
 * @property {string} name
 * @property {string} doc
 * @property {Record<string, string>} [parameters]
 * @property {"all" | "any"} match
 * @property {Condition[]} conditions
 */
/**
 * @typedef {object} Step
 * @property {number} after_hours
 * @property {string} channel
 * @property {string} says
 * @property {PropertyCondition[]} [where]
 * @property {string[]} [uses]
 * @property {string[]} [uses_attributes]
 */
/**
 * @typedef {object} Channel
 * @property {string} channel
 * @property {Condition[]} requires
 * @property {{ messages: number, days: number }} at_most
 * @property {{ from: number, to: number }} [quiet_hours]
 */
/**
 * @typedef {object} Journey
 * @property {string} id
 * @property {string} name
 * @property {string} outcome
 * @property {string} doc
 * @property {{ event?: string, segment?: string, where?: PropertyCondition[] }} trigger
 * @property {Condition[]} audience
 * @property {Condition[]} exit
 * @property {{ percent: number, measure: { event: string, value: string, within_days: number } }} holdout
 * @property {{ after_days: number }} reentry
 * @property {Step[]} steps
 * @property {Channel[]} channels
 */

/** @type {Record<string, string>} */
const COMPARISONS = {
  equal: "is",
  at_least: "is at least",
  given: "is given",
  before_days_ago: "is over",
  after_days_ago: "is at most",
};

/**
 * The text of RECIPES.md, from the content of recipes.json.
 * @param {{ plan: string, segments: Segment[], journeys: Journey[] }} recipes
 */
export function recipesMarkdown({ plan, segments, journeys }) {
  return `# Recipes

<!-- Generated from recipes.json by \`npm run recipes\`; do not edit. -->

${INTRODUCTION.map((text) => wrapped(text.replace("PLAN_VERSION", () => plan))).join("\n\n")}

## Segments

${segments.map(segment).join("\n")}
## Journeys

${journeys.map(journey).join("\n")}`;
}

const INTRODUCTION = [
  "Segments and journeys to build in Customer.io, for the [tracking plan](PLAN.md) PLAN_VERSION. They " +
    "name only its events, properties and people attributes. You fill in the words in braces. Start with " +
    "the first journey: each of the others needs what the one before has brought.",
  "First make sure that `email_consent` and `sms_consent` arrive: by `consent_changed`, as traits, or from " +
    "your server. Each message asks for one of them. " +
    'Until a shopper identifies, nothing leaves the browser (`anonymous: "hold"`). Then the whole trail ' +
    "arrives with its own times. Customer.io starts a campaign only from events of the last 72 hours. " +
    "Older ones count in segments.",
];

/** @param {Segment} segment */
function segment({ id, name, doc, parameters = {}, match, conditions }) {
  return `### ${name}

${wrapped(`${doc} (${code(id)})`)}

${match === "all" ? "All of:" : "Any of:"}

${list(conditions.map(condition))}${list(
    Object.entries(parameters).map(([parameter, meaning]) => `\`{${parameter}}\`: ${meaning}`),
    "\nTo fill in:\n\n",
  )}`;
}

/** @param {Journey} journey */
function journey({ id, name, outcome, doc, trigger, audience, exit, holdout, reentry, steps, channels }) {
  const { percent, measure } = holdout;
  const start = trigger.event
    ? `${code(trigger.event)}${where(trigger.where)}`
    : `enters the segment ${code(trigger.segment)}`;
  return `### ${name}

${wrapped(`**${outcome}** ${doc} (${code(id)})`)}

- Trigger: ${start}; for whom ${audience.map(condition).join(", ")}.
- Exit, at any time, on one of:
${list(exit.map((row) => condition(row)))
  .replace(/^/gm, "  ")
  .trimEnd()}
- Holdout: ${percent} % get nothing. Compare \`${measure.event}\` and its \`${measure.value}\` within ${days(
    measure.within_days,
  )}.
- Again for the same person: after ${days(reentry.after_days)}.

| after | channel | says | uses |
|---|---|---|---|
${steps.map(step).join("\n")}

${list(channels.map(channelLine))}`;
}

/** @param {Step} step */
function step({ after_hours, channel, says, where: only, uses = [], uses_attributes = [] }) {
  const text = `${says}${only ? ` Only${where(only)}.` : ""}`;
  const used = [...uses, ...uses_attributes].map(code).join(", ");
  return `| ${delay(after_hours)} | ${channel} | ${text} | ${used} |`;
}

/** @param {Channel} channel */
function channelLine({ channel, requires, at_most, quiet_hours }) {
  const quiet = quiet_hours
    ? ` None from ${quiet_hours.from} to ${quiet_hours.to} o'clock of the shopper's time.`
    : "";
  const conditions = requires.map(condition).join(" and ");
  const bound = `At most ${at_most.messages} in ${days(at_most.days)}.`;
  return `${code(channel)}: only if ${conditions}. ${bound}${quiet}`;
}

/** @param {Condition} row */
function condition(row) {
  if (row.attribute) return `${code(row.attribute)} ${comparison(row)}`;
  const times = row.at_most === 0 ? "not " : (row.at_least ?? 0) > 1 ? `at least ${row.at_least} times ` : "";
  const same = row.same ? ` of the same ${code(row.same)}` : "";
  const within = row.within_days ? ` within ${days(row.within_days)}` : "";
  return `${times}${code(row.event)}${same}${where(row.where)}${within}`;
}

/** @param {PropertyCondition[]} rows */
function where(rows = []) {
  return rows.map((row) => ` where ${code(row.property)} ${comparison(row)}`).join(" and");
}

/** @param {{ is?: string, value?: string | number | boolean }} condition */
function comparison({ is = "", value }) {
  if (/_days_ago$/.test(is)) return `${COMPARISONS[is]} ${days(Number(value))} ago`;
  return is === "given" ? COMPARISONS.given : `${COMPARISONS[is]} ${code(value)}`;
}

/** @param {number} hours */
function delay(hours) {
  return hours === 0 ? "at once" : hours < 48 ? `${hours} hour${hours === 1 ? "" : "s"}` : days(hours / 24);
}

/** @param {number} count */
function days(count) {
  return `${count} day${count === 1 ? "" : "s"}`;
}

/**
 * The text in lines of at most 110 characters.
 * @param {string} text
 * @param {string} [indent]  of every line but the first
 */
function wrapped(text, indent = "") {
  let rest = text;
  const lines = [];
  while (rest.length > 110) {
    const end = rest.lastIndexOf(" ", 110);
    lines.push(rest.slice(0, end));
    rest = indent + rest.slice(end + 1);
  }
  return [...lines, rest].join("\n");
}

/** @param {unknown} word */
function code(word) {
  return `\`${word}\``;
}

/**
 * @param {string[]} lines
 * @param {string} before  in front of a list that is not empty
 */
function list(lines, before = "") {
  return lines.length ? `${before}${lines.map((line) => `${wrapped(`- ${line}`, "  ")}\n`).join("")}` : "";
}
