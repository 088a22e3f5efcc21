// The words of an answer, shared by the sources of the part `consent`.

/**
 * @import { Consent } from "../../../index.js"
 *
 * @typedef {{ analytics?: Consent, marketing?: Consent }} Answer A member is absent where the source does not
 * know.
 *
 * @callback Source Reads one consent manager.
 * @param {any} world The window.
 * @param {(answer: Answer) => void} tell Is called with each answer.
 * @returns {() => boolean | void} Connects to the page's API. It is called again until it gives true.
 */

export const GRANTED = "granted";
export const PENDING = "pending";
export const DENIED = "denied";

/**
 * @param {unknown} isGranted
 * @param {unknown} isDenied
 */
export const toConsent = (isGranted, isDenied) => (isGranted ? GRANTED : isDenied ? DENIED : PENDING);
