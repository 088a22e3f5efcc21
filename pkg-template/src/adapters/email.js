// E-mail forms: a form that the shop chose identifies the shopper when it is sent. The adapter reads nothing
// before that, and no other form.
import { registerIfNew } from "./shared/adapter.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./shared/types.js").GivenOptions} GivenOptions */

// In a field's type, its autocomplete or its name.
const EMAIL_FIELD = /email/i;
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * @param {AdapterTracker} tracker
 * @param {GivenOptions} [options]
 */
export default function email(tracker, options) {
  const { emailForms, emailConsent } = options || {};
  if (!emailForms || !registerIfNew(tracker, "email")) return;
  // In the capture phase: a newsletter form that is sent by script stops the event.
  addEventListener(
    "submit",
    (event) => {
      try {
        const form = /** @type {HTMLFormElement} */ (event.target);
        if (!form.matches(emailForms)) return;
        const field = [...form.querySelectorAll("input")].find(
          ({ value, type, autocomplete, name }) =>
            EMAIL_FIELD.test(String([type, autocomplete, name])) &&
            type !== "hidden" &&
            type !== "password" &&
            ADDRESS.test(value.trim()),
        );
        /** @type {HTMLInputElement | null | "" | undefined} */
        const box = emailConsent && form.querySelector(emailConsent);
        // An unticked box is a no.
        if (!field || (box && !box.checked)) return;
        tracker.identify({ email: field.value.trim() }, box ? { email_consent: true } : undefined);
      } catch (error) {
        // The shop's selector is not one.
      }
    },
    true,
  );
}
