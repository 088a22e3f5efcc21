/**
 * What `work` returns, at once or later; undefined where an API of the sandbox is missing, throws or rejects.
 * @template Returned
 * @param {() => Returned | Promise<Returned>} work
 * @returns {Promise<Returned | undefined>}
 */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    // Blocked, or not there.
  }
}
