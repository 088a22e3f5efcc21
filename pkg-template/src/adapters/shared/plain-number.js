// Numbers that a text writes as JSON does, which nobody can read otherwise. All other texts are handed on,
// because it takes the currency to read an amount: the tracker does.

/**
 * 45 for "45" and "45.00". Anything else comes back as it is, also "1.299": that may be 1299.
 * @param {unknown} value
 * @returns {unknown}
 */
export const plainNumber = (value) =>
  typeof value === "string" && /^\d{1,15}(\.(\d\d?|\d{4,9}))?$/.test(value) ? +value : value;
