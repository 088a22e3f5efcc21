// E-mail capture: forms that the shop chose say who the shopper is when they are sent. Nothing is read before, and nothing of other forms.
import { install } from "./shared/sources.js";

// Of a field's type, its autocomplete and its name.
const MARK = /email/i;
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export default function email(shop, options) {
  const { emailForms, emailConsent } = options || {};
  if (!emailForms || !install(shop, "email")) return;
  // In the capture phase: a newsletter form that is sent by script stops the event.
  addEventListener(
    "submit",
    (event) => {
      try {
        const form = event.target;
        if (!form.matches(emailForms)) return;
        const field = [...form.querySelectorAll("input")].find(
          ({ value, type, autocomplete, name }) =>
            MARK.test([type, autocomplete, name]) &&
            type !== "hidden" &&
            type !== "password" &&
            ADDRESS.test(value.trim()),
        );
        const box = emailConsent && form.querySelector(emailConsent);
        // A form that asks takes no for an answer.
        if (!field || (box && !box.checked)) return;
        shop.identify({ email: field.value.trim() }, box ? { email_consent: true } : undefined);
      } catch (error) {
        // A selector that is none.
      }
    },
    true,
  );
}
