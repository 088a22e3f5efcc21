// What the page's side has to know of privacy by itself: who is not counted, what may be stored before the core is there, and how everything
// is erased. What consent means is the core's to say.

// Robots say what they are. CUBOT is a maker of phones.
const ROBOT =
  /(^|[^u])bots?\b|crawl|spider|slurp|headless|lighthouse|prerender|inspection|facebookext|meta-ext|mediapartners|googleother|ptst/i;

/** Why nobody of this page is counted, or undefined. */
export function suspicion(options) {
  if (/^(true)?$/.test(options.bots ?? "-")) return;
  return window.Shopify?.designMode
    ? "preview"
    : navigator.webdriver || ROBOT.test(navigator.userAgent)
      ? "bot"
      : undefined;
}

/** Whether a page that is left before the core spoke may store its calls; `queue` may have answers in it. The stub does the same. */
export function mayKeep({ consent, consentFrom, dnt = "false" }, queue) {
  let said = consent || (consentFrom ? "pending" : "granted");
  try {
    if (said === "pending" && !consentFrom && /"analytics":"granted"/.test(localStorage["shoptrail.consent"]))
      said = "granted";
  } catch (error) {
    // Storage is blocked: nobody answered.
  }
  if (navigator.doNotTrack === "1" && String(dnt) !== "false") said = "denied";
  for (const [method, args] of queue) {
    if (method !== "setConsent") continue;
    const word = args[0]?.analytics ?? args[0];
    if (/^(true|granted)$/.test(word)) said = "granted";
    if (/^(false|denied|pending)$/.test(word)) said = "denied";
  }
  return said === "granted";
}

/** Removes everything of ours from this device, and the id that was taken over. What the page may not touch has nothing of ours. */
export function erase() {
  for (const kind of ["localStorage", "sessionStorage"]) {
    try {
      for (const name of Object.keys(window[kind])) {
        // The id of Customer.io's SDK is what ours was taken over from, and would be again.
        if (/^(shoptrail|ajs_anonymous_id$)/.test(name)) window[kind].removeItem(name);
      }
    } catch (error) {
      // Blocked.
    }
  }
  try {
    for (const name of document.cookie.match(/(^|; )(shoptrail|ajs_anonymous_id)[^=;]*/g) || []) {
      // Whatever domain it was set on: a host's cookie, or one of a domain above it.
      const gone = name.replace(/^; /, "") + "=; Path=/; Max-Age=0";
      document.cookie = gone;
      for (let domain = location.hostname; domain; domain = domain.replace(/^[^.]*\.?/, ""))
        document.cookie = gone + "; Domain=" + domain;
    }
  } catch (error) {
    // A sandboxed frame has no cookies.
  }
}

/** Tells the other tabs, which hear of every change of the storage, and leaves nothing behind. */
export function tellTabs(word) {
  try {
    localStorage["shoptrail.consent"] = JSON.stringify(word);
    localStorage.removeItem("shoptrail.consent");
  } catch (error) {
    // Nothing of ours in any tab.
  }
}
