// What a soak must not show: a lost event, an event under two ids, or a figure that grows. scripts/soak.mjs
// calls it with what was measured.

/** By how much the median of the last third may be above that of the first one. */
const LIMITS = {
  heapBytes: { factor: 1.15, more: 64 * 1024 },
  storageBytes: { factor: 1.25, more: 8 * 1024 },
  listeners: { factor: 1, more: 0 },
  nodes: { factor: 1, more: 20 },
  cpuMs: { factor: 1.5, more: 0.1 },
};
/** The first samples compile code, and fill tables that then stay. */
const WARM_UP = 1 / 6;
const LEAST_SAMPLES = 6;
/** More requests than this for each hundred events would be a loop of retries. */
const MOST_REQUESTS_PERCENT = 50;

/** Every fault, in words. */
export function faults({ samples, ledgers }) {
  return Object.entries(ledgers).flatMap(([name, ledger]) =>
    [...lost(ledger), ...grown(samples.map((sample) => sample[name]))].map((fault) => `${name}: ${fault}`),
  );
}

function lost({ missing, underTwoIds, forbiddenDelivered, outsideContract, requests, tracked }) {
  return [
    missing.length && `${missing.length} events are lost: ${missing.slice(0, 5)}`,
    underTwoIds.size && `${underTwoIds.size} events came under two ids: ${[...underTwoIds].slice(0, 5)}`,
    forbiddenDelivered.length && `${forbiddenDelivered.length} events arrived without consent`,
    outsideContract.length && `outside the wire contract: ${JSON.stringify(outsideContract.slice(0, 3))}`,
    requests * 100 > tracked * MOST_REQUESTS_PERCENT && `${requests} requests for ${tracked} events`,
  ].filter(Boolean);
}

/** Each figure whose last third is above its first third. A short run has too few samples to say. */
export function grown(samples) {
  const warm = samples.slice(Math.ceil(samples.length * WARM_UP));
  if (warm.length < LEAST_SAMPLES) return [];
  const third = Math.floor(warm.length / 3);
  return Object.entries(LIMITS).flatMap(([name, { factor, more }]) => {
    const [first, last] = [warm.slice(0, third), warm.slice(-third)].map((part) => median(part, name));
    return last > first * factor + more ? [`${name} grew from ${first} to ${last}`] : [];
  });
}

function median(samples, name) {
  const sorted = samples.map((sample) => sample[name]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
