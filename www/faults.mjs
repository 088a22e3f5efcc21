// The faults that the inspector can switch on in the collector: by name, a label and an `answer` for the
// collector (see collector.mjs). The harness server reads it.

export const FAULTS = {
  200: { label: "200 ok", answer: null },
  500: { label: "500 error", answer: async () => ({ status: 500 }) },
  429: {
    label: "429, wait 12 s",
    answer: async () => ({
      status: 429,
      headers: { "retry-after": "12", "access-control-expose-headers": "retry-after" },
    }),
  },
  slow: { label: "slow, 4 s", answer: async () => ({ delayMs: 4000 }) },
  down: { label: "down", answer: async () => "refuse" },
};
