// The account page with two people, so that a test can use one device as both, and the page for unknown
// addresses. routes.mjs calls it.
import { html } from "../html.mjs";
import { PEOPLE } from "../session.mjs";
import { layout } from "./layout.mjs";

export function account(context) {
  const { account: person } = context.session;
  const text = person
    ? `You are ${person.email}, customer ${person.id}.`
    : "Two people share this device. Choose who you are.";
  return layout(context, {
    title: "Account",
    body: html`<h1>${person ? `Hello, ${person.first_name}` : "Sign in"}</h1>
      <p class="faint">${text}</p>
      <div class="people">${PEOPLE.map((each) => card(each, each.id === person?.id))}</div>
      ${person ? LOGOUT : REGISTER}`,
  });
}

const LOGOUT = html`<form method="post" action="/account/logout" id="logout">
  <button class="button quiet">Log out</button>
</form>`;

const REGISTER = html`<form id="sign-up" class="step">
  <h2>Or make an account</h2>
  <label
    >E-mail<input type="email" name="email" required autocomplete="off" placeholder="you@example.com"
  /></label>
  <button class="button">Create account</button>
  <p class="faint" role="status"></p>
</form>`;

function card(person, isCurrent) {
  return html`<form method="post" action="/account/login" class="person ${isCurrent ? "current" : ""}">
    <input type="hidden" name="person" value="${person.id}" />
    <span class="face">${person.first_name[0]}${person.last_name[0]}</span
    ><span><b>${person.first_name} ${person.last_name}</b> <small>${person.email}</small></span>
    ${
      isCurrent
        ? html`<em>signed in</em>`
        : html`<button class="button quiet" data-person="${person.id}">Sign in</button>`
    }
  </form>`;
}

export function missing(context) {
  return layout(context, {
    title: "Page not found",
    body: html`<div class="empty">
      <h1>Page not found</h1>
      <p>Looking for an order? The shop forgets its orders when it restarts.</p>
      <a class="button" href="/">Home</a>
    </div>`,
  });
}
