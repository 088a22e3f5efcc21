// Small helpers that every part of the bench shares: quantiles, turns and pauses.

export function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  return (sorted[Math.floor(place)] + sorted[Math.ceil(place)]) / 2;
}

/** The names in another order each round, so that the disadvantages of being first are shared. */
export function inTurns(names, round) {
  return names.map((_, index) => names[(index + round) % names.length]);
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
