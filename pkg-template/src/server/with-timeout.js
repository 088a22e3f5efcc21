// A function of the shop that may fail or never end.

/**
 * What the function gives; undefined when it fails or takes longer than `timeoutMs`.
 * @template Value
 * @param {() => Value | Promise<Value>} call
 * @param {number} timeoutMs
 * @returns {Promise<Value | undefined>}
 */
export async function withTimeout(call, timeoutMs) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const tooLate = new Promise((resolve) => (timer = setTimeout(resolve, timeoutMs)));
  try {
    return /** @type {Value | undefined} */ (await Promise.race([call(), tooLate]));
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
