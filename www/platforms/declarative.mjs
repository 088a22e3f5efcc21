// A theme that says by attributes what its elements do, and forms that ask for an e-mail address.
import { html } from "../html.mjs";

export function declarative() {
  return {
    body: html`<div data-shoptrail-currency="EUR">
<section data-shoptrail-event="collection_viewed" data-shoptrail-collection-id="mugs" data-shoptrail-product-ids="7, 8"><h1>Mugs</h1>
<div data-shoptrail-product-id="007" data-shoptrail-name="Mug" data-shoptrail-price="1.299,00"><h2>Mug</h2>
<button class="button" id="add" data-shoptrail-event="add_to_cart" data-shoptrail-quantity="2"><span>Add two</span></button>
<button class="button quiet" id="broken" data-shoptrail-event="add_to_cart" data-shoptrail-price="ask us" data-shoptrail-quantity="1">Ask</button>
<form id="order" onsubmit="event.preventDefault(); event.stopImmediatePropagation();" data-shoptrail-event="add_to_cart"><label class="narrow">Quantity<input type="number" value="3" data-shoptrail-field="quantity"></label>
<input name="note" value="for nobody's eyes" aria-label="Note"><button class="button" id="send">Add</button></form></div></section>
<form id="find" onsubmit="return false" data-shoptrail-event="search_performed"><input data-shoptrail-field="query" id="query" aria-label="Search"> <button class="button quiet">Search</button></form>
<div id="later"></div><p class="deep" style="margin-top:3000px"></p>
<div id="offer" data-shoptrail-event="offer_shown" data-shoptrail-offer-code="SPRING" data-shoptrail-offer-value="10">Ten per cent with SPRING</div></div>`,
  };
}

export function email() {
  return {
    options: { "data-adapters": "email", "data-email-forms": "form.newsletter, #register", "data-email-consent": "[name=marketing]" },
    body: html`<h1>Stay in touch</h1>
<form class="newsletter" onsubmit="return false"><input type="email" id="address" aria-label="E-mail"><button class="button" id="subscribe">Subscribe</button></form>
<form id="register" onsubmit="return false"><input name="email" id="own" aria-label="E-mail"><input type="password" id="password" aria-label="Password">
<label><input type="checkbox" name="marketing" id="agree"> Yes, write to me</label><button class="button" id="join">Join</button></form>
<form id="other" onsubmit="return false"><input type="email" id="friend" aria-label="Friend's e-mail"><button class="button" id="tell">Tell a friend</button></form>`,
  };
}
