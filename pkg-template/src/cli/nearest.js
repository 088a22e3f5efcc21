// Finds the name that a misspelt one probably means.

/**
 * The most similar name, or undefined where none is similar.
 * @param {string} given
 * @param {string[]} names
 */
export function nearest(given, names) {
  let best;
  let least = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const name of names) {
    const edits = distance(given, name);
    if (edits < least) [best, least] = [name, edits];
  }
  return best;
}

/**
 * Levenshtein's distance.
 * @param {string} one
 * @param {string} other
 */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1)
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    row = next;
  }
  return row[other.length];
}
