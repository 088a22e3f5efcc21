// Calls of a page that was left before its module arrived: stored, for the next page to make. The stub stores under the same name.

const NAME = "shoptrail.q";

export function store(calls, most) {
  try {
    localStorage[NAME] = JSON.stringify(JSON.parse(localStorage[NAME] || "[]").concat(calls).slice(-most));
  } catch (error) {
    // Storage is blocked or full.
  }
}

/** What earlier pages stored, once; whatever is no call is left out. */
export function take() {
  try {
    const text = localStorage[NAME];
    if (!text) return [];
    // Removed first: better a call lost in a crash between the two than counted under two ids.
    localStorage.removeItem(NAME);
    return JSON.parse(text).filter((call) => Array.isArray(call) && /^(track|page|identify|reset)$/.test(call[0]) && Array.isArray(call[1]) && call[2] > 0 && call.length === 6);
  } catch (error) {
    return [];
  }
}
