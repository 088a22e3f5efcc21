// A function of the shop that may fail or never end.

/**
 * What the function gives, or why it gave nothing within `timeoutMs`. It does not throw.
 * @template Value
 * @param {() => Value | Promise<Value>} call
 * @param {number} timeoutMs
 * @returns {Promise<{ value?: Value, problem?: string }>}
 */
export async function withTimeout(call, timeoutMs) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<{ problem: string }>} */
  const tooLate = new Promise((resolve) => {
    timer = setTimeout(() => resolve({ problem: `no end within ${timeoutMs} ms` }), timeoutMs);
  });
  try {
    return await Promise.race([Promise.resolve(call()).then((value) => ({ value })), tooLate]);
  } catch (error) {
    return { problem: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Why something failed, in a line. What a network says stands in the cause.
 * @param {unknown} error
 */
export function reasonOf(error) {
  try {
    const { message, cause } = /** @type {Error & { cause?: { code?: string, message?: string } }} */ (error);
    const reason = [message, cause?.code ?? cause?.message].filter(Boolean).join(": ");
    return reason || String(error);
  } catch {
    return "an error that cannot be shown";
  }
}
