// Compares what a test expects of a message with what it holds. What is expected may be a part: only the
// members that it names are compared. `expect` of the collector calls it.

/** @typedef {{ path: string, expected: string, received: string }} Difference */

/**
 * Every place where `received` is not as expected. An expected value may be a regular expression, a function
 * that returns a boolean, or a matcher of vitest and jest such as `expect.any(String)`. In a JSON file it may
 * be `{"$matches": "^R-"}` or `{"$type": "number"}`.
 * @param {any} expected
 * @param {any} received
 * @param {string} path
 * @returns {Difference[]}
 */
export function differences(expected, received, path) {
  const isRight = matcher(expected);
  if (isRight) return isRight(received) ? [] : [difference(path, expected, received)];
  if (Array.isArray(expected)) {
    if (!Array.isArray(received)) return [difference(path, expected, received)];
    const found = expected.flatMap((item, index) => differences(item, received[index], `${path}[${index}]`));
    return received.length === expected.length
      ? found
      : [
          ...found,
          { path: `${path}.length`, expected: `${expected.length}`, received: `${received.length}` },
        ];
  }
  if (typeof expected === "object" && expected !== null) {
    if (typeof received !== "object" || received === null || Array.isArray(received))
      return [difference(path, expected, received)];
    return Object.keys(expected).flatMap((name) =>
      differences(expected[name], received[name], path ? `${path}.${name}` : name),
    );
  }
  return Object.is(expected, received) ? [] : [difference(path, expected, received)];
}

/**
 * The test that an expected value stands for, or undefined where it is a value.
 * @param {any} expected
 * @returns {((received: any) => boolean) | undefined}
 */
function matcher(expected) {
  if (typeof expected === "function") return (received) => Boolean(expected(received));
  if (expected instanceof RegExp)
    return (received) => typeof received === "string" && received.search(expected) >= 0;
  if (typeof expected?.asymmetricMatch === "function")
    return (received) => expected.asymmetricMatch(received);
  if (typeof expected !== "object" || expected === null) return undefined;
  const [[name, value] = [], ...others] = Object.entries(expected);
  if (others.length) return undefined;
  if (name === "$matches")
    return (received) => typeof received === "string" && new RegExp(String(value)).test(received);
  if (name === "$type") return (received) => typeOf(received) === value;
  return undefined;
}

/** @param {unknown} value */
function typeOf(value) {
  return value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
}

/**
 * @param {string} path
 * @param {any} expected
 * @param {any} received
 */
function difference(path, expected, received) {
  return { path, expected: shown(expected), received: received === undefined ? "nothing" : shown(received) };
}

/**
 * A value as a report shows it, in one line.
 * @param {any} value
 */
export function shown(value) {
  if (value === undefined) return "nothing";
  if (value instanceof RegExp) return String(value);
  if (typeof value === "function") return `a value for which ${value.name || "the function"} returns true`;
  if (typeof value?.asymmetricMatch === "function") return value.toAsymmetricMatcher?.() ?? String(value);
  if (value?.$matches) return `/${value.$matches}/`;
  if (value?.$type) return `a ${value.$type}`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
