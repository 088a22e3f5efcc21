// Forms by which a shopper makes an account, subscribes to a newsletter or asks for a place on the wish list.
// A form that was sent is no event yet: the shop may refuse it. So what was sent is kept until a page shows
// that the shop has accepted it. Nothing that was typed is read. The build keeps this module in a file of its
// own, beside the adapters of platforms, which give it the forms of their themes.
import { registerIfNew, trackFromSource } from "./adapter.js";
import { storedRecord } from "./stored-record.js";

/** @typedef {import("./types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./types.js").Properties} Properties */
/**
 * A form of a platform.
 * @typedef {object} FormKind
 * @property {string} event
 * @property {string} sent  selector of the form that is sent, or of what else is clicked
 * @property {() => unknown} isAccepted  whether the page shows that the shop has accepted what was sent
 * @property {boolean} [isRefusedWhenShown]  whether a page that shows the form again has refused it: where
 *   `isAccepted` may become true in another way
 * @property {(element: Element) => Properties | undefined} [read]  undefined where it is another form
 */
/** @typedef {{ at: number, properties: Properties }} Sent  `at` in milliseconds since 1970 */

const RECORD = "shoptrail.sent";
// A shopper may have to solve a captcha first.
const WAIT_MS = 300_000;
// A shop may answer without a new page, and may show its answer after the page.
const LOOK_MS = 250;
const LOOK_UNTIL_MS = 10_000;

/**
 * @param {AdapterTracker} tracker
 * @param {string} source  the adapter's name
 * @param {FormKind[]} kinds
 */
export function observeForms(tracker, source, kinds) {
  attempt(() => registerIfNew(tracker, "forms") && observeKlaviyo(tracker));
  const record = storedRecord(tracker, RECORD);
  const read = () => /** @type {Record<string, Sent>} */ (Object(record.read()));
  // The page shows that the shop has accepted an earlier one: only the next page says more.
  /** @type {Set<FormKind>} */
  const shown = new Set();
  const nameOf = (/** @type {FormKind} */ kind) => source + kinds.indexOf(kind);

  for (const type of ["submit", "click"])
    document.addEventListener(type, (event) => attempt(() => kinds.forEach(noteSent, event)), true);
  attempt(() => look(true) && watch());

  /**
   * @this {Event}
   * @param {FormKind} kind
   */
  function noteSent(kind) {
    const element = /** @type {Element} */ (this.target).closest?.(kind.sent);
    if (!element || (this.type === "submit") !== element.matches("form")) return;
    const properties = kind.read ? kind.read(element) : formProperties(element);
    if (!properties) return;
    if (kind.isAccepted()) shown.add(kind);
    record.write({ ...read(), [nameOf(kind)]: { at: Date.now(), properties } });
    watch();
  }

  /**
   * Tracks what was accepted.
   * @param {boolean} isNewPage
   */
  function look(isNewPage) {
    const all = read();
    let isChanged = false;
    for (const kind of kinds) {
      const sent = all[nameOf(kind)];
      if (!sent) continue;
      const isOver =
        Date.now() - sent.at > WAIT_MS ||
        (isNewPage && kind.isRefusedWhenShown && document.querySelector(kind.sent));
      const isAccepted = !isOver && !shown.has(kind) && kind.isAccepted();
      if (!isOver && !isAccepted) continue;
      delete all[nameOf(kind)];
      isChanged = true;
      if (isAccepted)
        trackFromSource(tracker, source, kind.event, sent.properties, sent.at - performance.timeOrigin);
    }
    if (isChanged) record.write(all);
    return Object.keys(all).some((name) => name.startsWith(source));
  }

  function watch() {
    const until = performance.now() + LOOK_UNTIL_MS;
    const timer = setInterval(
      () => attempt(() => (!look(false) || performance.now() > until) && clearInterval(timer)),
      LOOK_MS,
    );
  }
}

/**
 * Which form of a newsletter it was, and where.
 * @param {Element} form
 * @returns {Properties}
 */
export function formProperties(form) {
  const inside = (/** @type {string} */ selector) => form.closest(selector);
  return {
    // A field may be named `id`, and hides the member of that name.
    form_id: form.getAttribute("data-id") || form.getAttribute("id") || undefined,
    placement: inside("dialog,[role=dialog],[class*=popup]")
      ? "popup"
      : inside("footer,[class*=footer]")
        ? "footer"
        : undefined,
  };
}

/** An account that was made by a form with an address and a password. */
export const byEmail = () => ({ method: "email" });

/**
 * Forms of Klaviyo, on any platform. They say by an event that they were accepted.
 * https://developers.klaviyo.com/en/docs/use_klaviyo_forms_with_javascript
 * @param {AdapterTracker} tracker
 */
function observeKlaviyo(tracker) {
  addEventListener("klaviyoForms", (event) =>
    attempt(() => {
      const { type, formId } = /** @type {CustomEvent} */ (event).detail;
      if (type === "submit")
        trackFromSource(tracker, "klaviyo", "newsletter_subscribed", { form_id: formId });
    }),
  );
}

/** @param {() => unknown} work  what may throw where a page is of another shape */
function attempt(work) {
  try {
    work();
  } catch (error) {
    // The page must not notice.
  }
}
