// The calls of a page that was left before its module arrived: in storage, for the next page.

const RESCUED = "shoptrail.q";
const MAX_RESCUED = 500;

/** Stores the calls of `queue` behind those that are there; the oldest give way. They are `moved` then. Gives what is left: listeners and promises, which are this page's own. */
export function save(queue, moved) {
  const calls = queue.filter((call) => call[3]);
  try {
    if (calls.length)
      localStorage[RESCUED] = JSON.stringify(
        JSON.parse(localStorage[RESCUED] || "[]")
          .concat(calls)
          .slice(-MAX_RESCUED),
      );
    moved.push(...calls);
    return queue.filter((call) => !call[3]);
  } catch (error) {
    // Storage is blocked or full: the calls wait here, and end with the page as they would without us.
    return queue;
  }
}

/** Takes them out, as far as they are calls, each with a key to make its messageId from; other scripts can write there too. */
export function takeBack() {
  try {
    const text = localStorage[RESCUED];
    if (!text) return [];
    localStorage.removeItem(RESCUED);
    const calls = JSON.parse(text).filter(
      (call) =>
        Array.isArray(call) &&
        /^(track|page|identify|reset)$/.test(call[0]) &&
        Array.isArray(call[1]) &&
        call[2] > 0 &&
        call.length === 6,
    );
    // Another tab may take them in the same instant: what both make of them shall have the same ids.
    return calls.map((call, index) => [...call, index + JSON.stringify(call)]);
  } catch (error) {
    return [];
  }
}
