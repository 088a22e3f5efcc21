// What the sources of the part `consent` share: the words of an answer, and how a consent manager's own
// interface is followed.

/**
 * @import { Consent } from "../../../index.js"
 *
 * @typedef {{ analytics?: Consent, marketing?: Consent }} Answer A member is absent where the source does not
 * know.
 *
 * @callback Source Reads one consent manager.
 * @param {any} world The window.
 * @param {(answer: Answer) => void} report Is called with each answer.
 * @param {string[]} names What the shop wrote behind the source's name, as in `onetrust:C0002:C0004`.
 * @returns {() => boolean | void} Connects to the page's API. It is called again and again, and gives true
 * once the API is there.
 */

export const GRANTED = "granted";
export const PENDING = "pending";
export const DENIED = "denied";

/**
 * @param {unknown} isGranted
 * @param {unknown} isDenied
 */
export const toConsent = (isGranted, isDenied) => (isGranted ? GRANTED : isDenied ? DENIED : PENDING);

/**
 * The answer to both purposes. Until the shopper has answered, nothing counts.
 *
 * @param {unknown} hasAnswered
 * @param {unknown} isAnalyticsGranted
 * @param {unknown} isMarketingGranted
 * @returns {Answer}
 */
export const toAnswer = (hasAnswered, isAnalyticsGranted, isMarketingGranted) => ({
  analytics: toConsent(hasAnswered && isAnalyticsGranted, hasAnswered),
  marketing: toConsent(hasAnswered && isMarketingGranted, hasAnswered),
});

/**
 * The answer to the purposes of the IAB: 1 (store on the device) with 8 (measure content) for analytics, and
 * with 7 (measure advertising) for marketing.
 *
 * @param {(number: number) => unknown} has
 */
export const fromPurposes = (has) => toAnswer(true, has(1) && has(8), has(1) && has(7));

/**
 * An answer with a later one over it: what the later one does not know stays.
 *
 * @param {Answer | undefined} answer
 * @param {Answer} later
 * @returns {Answer}
 */
export const merge = (answer, later) => ({
  analytics: later.analytics || answer?.analytics,
  marketing: later.marketing || answer?.marketing,
});

/** An answer as a text, to compare it. @type {(answer: Answer) => string} */
export const textOf = ({ analytics, marketing }) => analytics + " " + marketing;

/**
 * Listens to events by name on the window and on the document: managers and themes dispatch them on either,
 * and not all of them bubble.
 *
 * @param {any} world
 * @param {string} types Names with spaces between.
 * @param {(event: any) => void} listener
 */
export function onEvents(world, types, listener) {
  for (const type of types.split(" ")) {
    for (const target of [world, world.document]) {
      target.addEventListener?.(type, (/** @type {Event} */ event) => {
        try {
          listener(event);
        } catch (error) {
          // A consent manager that fails has given no answer.
        }
      });
    }
  }
}

/**
 * A source that reads a manager's state, at each of its events and whenever it is asked to connect. What was
 * read is reported only when it differs from what was read before: an answer that came another way stays.
 *
 * @param {any} world
 * @param {(answer: Answer) => void} report
 * @param {string} types The events, with spaces between.
 * @param {() => Answer | undefined} read Gives nothing while the manager is not there.
 */
export function follow(world, report, types, read) {
  /** @type {string | undefined} */
  let lastRead;
  const readNow = () => {
    let answer;
    try {
      answer = read();
    } catch (error) {
      // A consent manager that fails has given no answer. It also calls this function, and is not disturbed.
    }
    if (!answer) return;
    if (lastRead !== (lastRead = textOf(answer))) report(answer);
    return true;
  };
  if (types) onEvents(world, types, readNow);
  return readNow;
}
