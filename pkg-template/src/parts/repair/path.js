// Finds what the path of a violation names, such as `line_items[1].price`. A name of the page's may have
// points and brackets itself, so each of an object's names is tried.

/** The core shortens names to so many characters. */
const MAX_NAME = 150;

/**
 * The owner of the value at `path` and its key there; nothing where no such value is.
 *
 * @param {any} owner
 * @param {string} path
 * @returns {{ owner: any, key: string } | undefined}
 */
export function find(owner, path) {
  if (!owner || typeof owner !== "object") return undefined;
  for (const key of Object.keys(owner)) {
    const part = Array.isArray(owner) ? `[${key}]` : key.slice(0, MAX_NAME);
    if (path === part) return { owner, key };
    if (!path.startsWith(part)) continue;
    const rest = path.slice(part.length);
    const inner = /^[.[]/.test(rest) && find(owner[key], rest.replace(/^\./, ""));
    if (inner) return inner;
  }
  return undefined;
}
