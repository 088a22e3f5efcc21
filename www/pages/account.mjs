// Account: two people, so that one device can have both.
import { html } from "../html.mjs";
import { PEOPLE } from "../session.mjs";
import { layout } from "./layout.mjs";

export function account(context) {
  const { account } = context.session;
  return layout(context, {
    title: "Account",
    body: html`<h1>${account ? `Hello, ${account.first_name}` : "Sign in"}</h1>
      <p class="faint">
        ${account ? `You are ${account.email}, customer ${account.id}.` : "Two people share this device. Choose who you are."}
      </p>
      <div class="people">${PEOPLE.map((person) => card(person, account))}</div>
      ${account && html`<form method="post" action="/account/logout" id="logout"><button class="button quiet">Log out</button></form>`}`,
  });
}

function card(person, account) {
  const current = person.id === account?.id;
  return html`<form method="post" action="/account/login" class="person ${current ? "current" : ""}">
    <input type="hidden" name="person" value="${person.id}" />
    <span class="face">${person.first_name[0]}${person.last_name[0]}</span
    ><span><b>${person.first_name} ${person.last_name}</b> <small>${person.email}</small></span>
    ${current ? html`<em>signed in</em>` : html`<button class="button quiet" data-person="${person.id}">Sign in</button>`}
  </form>`;
}

export function missing(context) {
  return layout(context, {
    title: "Not here",
    body: html`<div class="empty">
      <h1>There is nothing here</h1>
      <p>If you looked for an order: the shop forgets orders when it is restarted.</p>
      <a class="button" href="/">Home</a>
    </div>`,
  });
}
