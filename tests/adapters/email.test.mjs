// The adapter `email`: which forms identify the shopper, and which do not.

import assert from "node:assert/strict";
import { test } from "node:test";
import email from "../../pkg-template/src/adapters/email.js";
import { openDom } from "./support/dom.mjs";

/** Sends a form with this content and returns the arguments of `identify`. */
function identified(form, options = { emailForms: "#f" }) {
  const page = openDom(`<body><form id="f">${form}</form></body>`);
  email(page.tracker, options);
  page.document
    .querySelector("#f")
    .dispatchEvent(new page.window.Event("submit", { bubbles: true, cancelable: true }));
  return page.identified;
}

const SAID = [[{ email: "jane@example.com" }, undefined]];

test("sending a chosen form identifies by its e-mail field, however that is marked", () => {
  for (const field of [
    '<input type="email" value=" jane@example.com ">',
    '<input autocomplete="section-x email" value="jane@example.com">',
    '<input name="contact[Email]" value="jane@example.com">',
    '<input type="email" value=""><input type="email" value="jane@example.com">', // a honeypot before it
  ])
    assert.deepEqual(identified(field), SAID, field);
});

test("another form, and a field that is no address, hidden or secret, identify nobody", () => {
  assert.deepEqual(identified('<input type="email" value="jane@example.com">', { emailForms: "#other" }), []);
  assert.deepEqual(identified('<input type="email" value="jane@example.com">', {}), []);
  for (const field of [
    '<input type="email" value="">',
    '<input type="email" value="jane">',
    '<input type="email" value="jane@example">',
    '<input name="email" type="hidden" value="jane@example.com">',
    '<input name="email" type="password" value="jane@example.com">',
    '<input name="friend" value="jane@example.com">',
    "",
  ])
    assert.deepEqual(identified(field), [], field);
});

test("a form with a consent box identifies only when it is ticked, with the consent", () => {
  const options = { emailForms: "form", emailConsent: ".agree" };
  const field = '<input type="email" value="jane@example.com">';
  assert.deepEqual(identified(`${field}<input type="checkbox" class="agree">`, options), []);
  assert.deepEqual(identified(`${field}<input type="checkbox" class="agree" checked>`, options), [
    [{ email: "jane@example.com" }, { email_consent: true }],
  ]);
  assert.deepEqual(identified(field, options), SAID);
});

test("an invalid selector and fields named like form methods throw nothing", () => {
  assert.deepEqual(identified('<input type="email" value="jane@example.com">', { emailForms: "[[" }), []);
  assert.deepEqual(
    identified('<input name="matches" value="x"><input name="querySelectorAll" value="y">'),
    [],
  );
});

test("nothing is read while the shopper types", () => {
  const page = openDom('<body><form id="f"><input type="email" value="jane@example.com"></form></body>');
  email(page.tracker, { emailForms: "#f" });
  for (const type of ["input", "change", "keydown", "blur"])
    page.document.querySelector("input").dispatchEvent(new page.window.Event(type, { bubbles: true }));
  assert.deepEqual(page.identified, []);
});
