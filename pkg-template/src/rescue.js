// The calls of a page that was left before its module arrived: in storage, for the next page.

const RESCUED = "shoptrail.q";
const MAX_RESCUED = 500;

/** Stores calls behind those that are there; the oldest give way. */
export function save(calls) {
  try {
    if (calls.length) localStorage[RESCUED] = JSON.stringify(JSON.parse(localStorage[RESCUED] || "[]").concat(calls).slice(-MAX_RESCUED));
  } catch (error) {
    // Storage is blocked or full: the calls end with the page, as they would without us.
  }
}

/** Takes them out, as far as they are calls; other scripts can write there too. */
export function takeBack() {
  try {
    const text = localStorage[RESCUED];
    if (!text) return [];
    // Removed first: better a call lost in a crash between the two than counted under two ids.
    localStorage.removeItem(RESCUED);
    return JSON.parse(text).filter((call) => Array.isArray(call) && /^(track|page|identify|reset)$/.test(call[0]) && Array.isArray(call[1]) && call[2] > 0 && call.length === 6);
  } catch (error) {
    return [];
  }
}
