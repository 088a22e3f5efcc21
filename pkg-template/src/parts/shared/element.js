// Building elements. Text is always set as text.

/** An element with attributes and children: nodes, texts, lists, or nothing. */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const name in attributes) if (attributes[name]) made.setAttribute(name, attributes[name]);
  made.append(...flat(children));
  return made;
}

/** Replaces what is in `into`. */
export function fill(into, ...children) {
  into.replaceChildren(...flat(children));
}

function flat(children) {
  return children.flat(9).filter((child) => child || child === 0);
}
