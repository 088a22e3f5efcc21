// Builds elements and formats values for the inspector's views. It sets text as text and never makes HTML
// from data.

/**
 * `h("b.name", {title}, child, …)`. Children are nodes, texts, lists or nothing. `on…` attributes are
 * listeners.
 */
export function h(spec, attributes = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false),
  );
  return element;
}

/**
 * Replaces the content only when `signature` has changed, so that open details, selections and scrolling
 * stay.
 */
export function update(element, signature, build) {
  if (element.signature === signature) return;
  element.signature = signature;
  element.replaceChildren(...[build()].flat(Infinity).filter(Boolean));
}

/** A definition list of `[name, value, class?]`. An absent value shows as a dash. */
export function facts(pairs) {
  return h(
    "dl.facts",
    {},
    pairs.map(([name, value, kind]) => [
      h("dt", {}, name),
      value instanceof Node
        ? h("dd", {}, value)
        : h(
            `dd${kind ? `.${kind}` : ""}`,
            {},
            value === undefined || value === null || value === "" ? "–" : String(value),
          ),
    ]),
  );
}

export function clock(time) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : date.toLocaleTimeString("en-GB");
}

export function bytes(count) {
  return `${Number(count).toLocaleString("en-GB")} B`;
}

/** A number with separators of thousands; an absent number as a dot. */
export function figure(count) {
  return count ? Number(count).toLocaleString("en-GB") : count === 0 ? "0" : "·";
}

export function pretty(value) {
  try {
    return (
      JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part), 2) ?? String(value)
    );
  } catch {
    return String(value);
  }
}
