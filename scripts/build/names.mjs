// Part of the bind step: gives the members that live in memory alone the names that cost nothing.
//
// In: the literals of the core. Out: a function from a literal to the one that takes its place. A member
// that lives in memory alone has an `@` in front of its name (`memory_record!` in src/value/record.rs).
// Nobody but the core reads it, so any name will do. It gets a word that the module has as a literal
// anyway: its own, or else one of those that are used most, because their handles are short.
// Worth: 180 bytes of the page total. Measure: `npm run build -- --without names`.

const NAME = /@(\w+)/g;

/** `literals`: each once, the most used first. */
export function namesInMemory(literals) {
  const names = new Set(literals.flatMap((text) => [...text.matchAll(NAME)].map(([, name]) => name)));
  const words = literals.filter((text) => /^[a-z]\w*$/i.test(text));
  const free = words.filter((word) => !names.has(word));
  const others = new Map(
    [...names].map((name) => [name, words.includes(name) ? name : (free.shift() ?? name)]),
  );
  return (text) => text.replace(NAME, (_, name) => others.get(name));
}
