// recipes.json in words: RECIPES.md, and what `npx shoptrail recipes` prints.

const SIGNS = {
  equal: "is",
  at_least: "is at least",
  given: "is given",
  before_days_ago: "is over",
  after_days_ago: "is at most",
};

/** RECIPES.md. */
export function recipesMarkdown({ plan, segments, journeys }) {
  return `# Recipes

<!-- Generated from recipes.json by \`npm run recipes\`; do not edit. -->

Segments and journeys to build in Customer.io, for the [tracking plan](PLAN.md) ${plan}. They name only its events, properties and people attributes.
Words in braces are yours to fill in. Start with the first journey; each of the others needs what the one before has brought.

Until a shopper identifies, nothing leaves the browser (\`anonymous: "hold"\`). Then the whole trail arrives with its own times; Customer.io starts a
campaign only from events of the last 72 hours, and counts older ones in segments.

## Segments

${segments.map(segment).join("\n")}
## Journeys

${journeys.map(journey).join("\n")}`;
}

function segment({ id, name, doc, parameters = {}, match, conditions }) {
  return `### ${name}

${doc} (\`${id}\`)

${match === "all" ? "All of:" : "Any of:"}

${list(conditions.map(condition))}${list(
    Object.entries(parameters).map(([name, doc]) => `\`{${name}}\`: ${doc}`),
    "\nTo fill in:\n\n",
  )}`;
}

function journey({ id, name, outcome, doc, trigger, audience, exit, holdout, reentry, steps, channels }) {
  const { percent, measure } = holdout;
  return `### ${name}

**${outcome}** ${doc} (\`${id}\`)

- Trigger: ${trigger.event ? `\`${trigger.event}\`${where(trigger.where)}` : `enters the segment \`${trigger.segment}\``}; for whom ${audience.map(condition).join(", ")}.
- Exit, at any time: ${exit.map(condition).join("; ")}.
- Holdout: ${percent} % get nothing. Compare \`${measure.event}\` and its \`${measure.value}\` within ${days(measure.within_days)}.
- Again for the same person: after ${days(reentry.after_days)}.

| after | channel | says | uses |
|---|---|---|---|
${steps.map((step) => `| ${delay(step.after_hours)} | ${step.channel} | ${step.says}${step.where ? ` Only${where(step.where)}.` : ""} | ${[...(step.uses ?? []), ...(step.uses_attributes ?? [])].map(code).join(", ")} |`).join("\n")}

${list(channels.map(channel))}`;
}

function channel({ channel, requires, at_most, quiet_hours }) {
  const quiet = quiet_hours
    ? `; none from ${quiet_hours.from} to ${quiet_hours.to} o'clock of the shopper's time`
    : "";
  return `${channel}: only if ${requires.map(condition).join(" and ")}; at most ${at_most.messages} in ${days(at_most.days)}${quiet}.`;
}

function condition(row) {
  if (row.attribute) return `${code(row.attribute)} ${comparison(row)}`;
  const times = row.at_most === 0 ? "not " : row.at_least > 1 ? `at least ${row.at_least} times ` : "";
  const same = row.same ? ` of the same ${code(row.same)}` : "";
  return `${times}${code(row.event)}${same}${where(row.where)}${row.within_days ? ` within ${days(row.within_days)}` : ""}`;
}

function where(rows = []) {
  return rows.map((row) => ` where ${code(row.property)} ${comparison(row)}`).join(" and");
}

function comparison({ is, value }) {
  if (/_days_ago$/.test(is)) return `${SIGNS[is]} ${days(value)} ago`;
  return is === "given" ? SIGNS.given : `${SIGNS[is]} ${code(value)}`;
}

function delay(hours) {
  return hours === 0 ? "at once" : hours < 48 ? `${hours} hour${hours === 1 ? "" : "s"}` : days(hours / 24);
}

function days(count) {
  return `${count} day${count === 1 ? "" : "s"}`;
}

function code(word) {
  return `\`${word}\``;
}

function list(lines, before = "") {
  return lines.length ? `${before}${lines.map((line) => `- ${line}\n`).join("")}` : "";
}
