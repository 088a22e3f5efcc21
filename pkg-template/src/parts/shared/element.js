// Builds elements. Text is always set as text, never as HTML.

/**
 * What `element` and `fill` take as children: nodes, texts, lists of them, or nothing.
 *
 * @typedef {Node | string | number | false | null | undefined | Child[]} Child
 */

/**
 * An element with attributes and children. An attribute without a value is left out.
 *
 * @param {string} tag
 * @param {Record<string, string | undefined>} attributes
 * @param {...Child} children
 */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const name in attributes) {
    const value = attributes[name];
    if (value) made.setAttribute(name, value);
  }
  made.append(...flat(children));
  return made;
}

/**
 * Replaces the children of an element.
 *
 * @param {Element} target
 * @param {...Child} children
 */
export function fill(target, ...children) {
  target.replaceChildren(...flat(children));
}

/**
 * @param {Child[]} children
 * @returns {(Node | string)[]}
 */
function flat(children) {
  return /** @type {any[]} */ (children).flat(9).filter((child) => child || child === 0);
}
