// One parameter of an address: read, taken out, put in. The rest stays as it was written.

export function parameter(search, name) {
  return new URLSearchParams(search).get(name);
}

/** The query without the parameter. */
export function without(search, name) {
  const rest = search
    .slice(1)
    .split("&")
    .filter((pair) => pair.split("=")[0] !== name)
    .join("&");
  return rest && "?" + rest;
}

/** The query with the parameter at its end, once; `value` needs no encoding. */
export function withParameter(search, name, value) {
  const rest = without(search, name);
  return (rest ? rest + "&" : "?") + name + "=" + value;
}

/** Takes the parameter off the address bar. The page stays where it is in the history, with its state. */
export function removeFromAddress({ location, history }, name) {
  history.replaceState(history.state, "", location.pathname + without(location.search, name) + location.hash);
}
