// Platform pages for two adapters: a theme that describes its elements with `data-shoptrail-…` attributes,
// and forms that ask for an e-mail address. index.mjs calls them.
import { html } from "../html.mjs";

export function declarative() {
  return {
    body: html`<div data-shoptrail-currency="EUR">
      <section
        data-shoptrail-event="collection_viewed"
        data-shoptrail-collection-id="mugs"
        data-shoptrail-product-ids="7, 8"
      >
        <h1>Mugs</h1>
        <div data-shoptrail-product-id="007" data-shoptrail-name="Mug" data-shoptrail-price="1.299,00">
          <h2>Mug</h2>
          <p>
            <button class="button" id="add" data-shoptrail-event="add_to_cart" data-shoptrail-quantity="2">
              <span>Add two</span>
            </button>
            <button
              class="button quiet"
              id="broken"
              data-shoptrail-event="add_to_cart"
              data-shoptrail-price="ask us"
              data-shoptrail-quantity="1"
            >
              Ask (its price is not a number)
            </button>
          </p>
          <form
            id="order"
            class="panel form"
            onsubmit="event.preventDefault(); event.stopImmediatePropagation();"
            data-shoptrail-event="add_to_cart"
          >
            <label class="narrow"
              >Quantity<input type="number" value="3" data-shoptrail-field="quantity"
            /></label>
            <label>A note, which the adapter must not read<input name="note" value="a private note" /></label
            ><button class="button" id="send">Add</button>
          </form>
        </div>
      </section>
      <form id="find" class="panel form" onsubmit="return false" data-shoptrail-event="search_performed">
        <label>Search<input data-shoptrail-field="query" id="query" /></label
        ><button class="button quiet">Search</button>
      </form>
      <div id="later"></div>
      <p class="deep" style="margin-top:3000px"></p>
      <div
        id="offer"
        data-shoptrail-event="offer_shown"
        data-shoptrail-offer-code="SPRING"
        data-shoptrail-offer-value="10"
      >
        Ten per cent with SPRING
      </div>
    </div>`,
  };
}

export function email() {
  return {
    options: {
      "data-adapters": "email",
      "data-email-forms": "form.newsletter, #register",
      "data-email-consent": "[name=marketing]",
    },
    body: html`<h1>Stay in touch</h1>
      <form class="newsletter step form" onsubmit="return false">
        <h2>Newsletter</h2>
        <label>E-mail<input type="email" id="address" /></label
        ><button class="button" id="subscribe">Subscribe</button>
      </form>
      <form id="register" class="step form" onsubmit="return false">
        <h2>Account</h2>
        <label>E-mail<input name="email" id="own" /></label
        ><label>Password<input type="password" id="password" autocomplete="new-password" /></label>
        <label class="check"
          ><input type="checkbox" name="marketing" id="agree" />Send me e-mails (the adapter identifies the
          shopper only when this is ticked)</label
        ><button class="button" id="join">Join</button>
      </form>
      <form id="other" class="step form" onsubmit="return false">
        <h2>A form that the shop did not choose</h2>
        <label>Friend's e-mail<input type="email" id="friend" /></label
        ><button class="button quiet" id="tell">Tell a friend</button>
      </form>`,
  };
}
