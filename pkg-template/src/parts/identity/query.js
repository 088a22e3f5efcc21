// One parameter of an address: reads it, removes it, adds it. The rest of the address stays as it was
// written.

/**
 * @param {string} search
 * @param {string} name
 */
export function readParameter(search, name) {
  return new URLSearchParams(search).get(name);
}

/**
 * The query without the parameter.
 *
 * @param {string} search
 * @param {string} name
 */
export function withoutParameter(search, name) {
  const rest = search
    .slice(1)
    .split("&")
    .filter((pair) => pair.split("=")[0] !== name)
    .join("&");
  return rest && "?" + rest;
}

/**
 * The query with the parameter at its end, once.
 *
 * @param {string} search
 * @param {string} name
 * @param {string} value Needs no encoding.
 */
export function withParameter(search, name, value) {
  const rest = withoutParameter(search, name);
  return (rest ? rest + "&" : "?") + name + "=" + value;
}

/**
 * Removes the parameter from the address bar. The page's history and its state stay as they are.
 *
 * @param {Pick<Window, "location" | "history">} page
 * @param {string} name
 */
export function removeFromAddress({ location, history }, name) {
  history.replaceState(
    history.state,
    "",
    location.pathname + withoutParameter(location.search, name) + location.hash,
  );
}
