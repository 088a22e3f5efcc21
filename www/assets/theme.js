// The script of the shop's theme: variants, cart forms, steps of the checkout, and the tracker calls that a
// theme developer writes. It uses only the tracker's public API. layout.mjs puts it on every page of the
// shop.
"use strict";
{
  const byId = (id) => document.getElementById(id);
  const track = (name, properties) => window.shoptrail && window.shoptrail.track(name, properties);

  setUpProduct(byId("buy"));
  setUpCart();
  setUpCoupon(byId("coupon"));
  setUpContact(byId("contact"));
  setUpChoices(byId("delivery"));
  setUpNewsletter(byId("newsletter"));
  setUpRegister(byId("sign-up"));
  byId("logout")?.addEventListener("submit", () => window.shoptrail && window.shoptrail.reset());
  setUpOrder(byId("order-data"));

  function setUpProduct(form) {
    if (!form) return;
    const data = JSON.parse(byId("product-data").textContent);
    const choose = () => {
      const chosen = Object.values(data.variants).find(
        (variant) => variant.colour === byId("colour").value && variant.size === byId("size").value,
      );
      data.chosen = byId("variant").value = chosen.id;
      byId("picture").innerHTML = data.arts[chosen.colour];
      history.replaceState(history.state, "", `?variant=${chosen.id}`);
      track("product_viewed", chosen.properties);
    };
    byId("colour").addEventListener("change", choose);
    byId("size").addEventListener("change", choose);
    // Tracked in the task that leaves the page: the tracker must not need any time after it.
    byId("wish").addEventListener("click", ({ currentTarget: wish }) => {
      track("wishlist_added", data.variants[data.chosen].properties);
      wish.setAttribute("aria-pressed", "true");
      wish.textContent = "♥ On your wish list";
    });
    form.addEventListener("submit", () => {
      track("add_to_cart", {
        ...data.variants[data.chosen].properties,
        quantity: Number(byId("quantity").value),
      });
    });
  }

  function setUpCart() {
    document.querySelectorAll("[data-line]").forEach((row) => {
      const line = JSON.parse(row.dataset.line);
      row.addEventListener("submit", (event) => {
        const change = Number(event.submitter.value) - line.quantity;
        track(change > 0 ? "add_to_cart" : "remove_from_cart", { ...line, quantity: Math.abs(change) });
      });
    });
  }

  function setUpCoupon(form) {
    form?.addEventListener("submit", () => {
      const offer = JSON.parse(form.dataset.offer);
      if (form.elements.code.value.trim().toUpperCase() !== offer.code) return;
      track("offer_applied", {
        offer_code: offer.code,
        offer_type: offer.type,
        offer_value: offer.value,
        placement: "cart",
      });
    });
  }

  function setUpContact(form) {
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      if (window.shoptrail) window.shoptrail.identify({ email: byId("email").value });
      trackStep("contact");
      byId("delivery").classList.remove("later");
      form.classList.add("done");
      byId("place-order").focus();
    });
  }

  function setUpChoices(form) {
    form?.addEventListener("change", ({ target: { name, value } }) => {
      if (name === "delivery") trackStep("shipping", { shipping_method: value });
      if (name === "payment") trackStep("payment", { payment_method: value });
    });
  }

  function trackStep(step, chosen) {
    const checkout = JSON.parse(byId("contact").dataset.checkout);
    track("checkout_step_completed", { step, ...checkout, ...chosen });
  }

  // A real shop asks its server first, and tracks when that has accepted the address.
  function setUpNewsletter(form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (window.shoptrail) window.shoptrail.identify({ email: form.elements.email.value });
      track("newsletter_subscribed", { form_id: "newsletter", placement: "footer" });
      form.querySelector("[role=status]").textContent = "Thank you.";
    });
  }

  function setUpRegister(form) {
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      if (window.shoptrail) window.shoptrail.identify({ email: form.elements.email.value });
      track("signed_up", { method: "email" });
      form.querySelector("[role=status]").textContent = "Your account is made.";
    });
  }

  function setUpOrder(element) {
    if (!element) return;
    const order = JSON.parse(element.textContent);
    const isRepeat = (answer) => answer?.reason === "repeat";
    const show = (text) => (byId("result").textContent = text);
    byId("refund").addEventListener("click", () => {
      const answer = track("order_refunded", refundOf(order));
      show(isRepeat(answer) ? "Already refunded. The refund counts once." : "One item is refunded.");
    });
    byId("cancel").addEventListener("click", () => {
      const { order_id, total, currency } = order;
      const answer = track("order_cancelled", { order_id, total, currency });
      show(isRepeat(answer) ? "Already cancelled. The cancellation counts once." : "The order is cancelled.");
    });
  }

  function refundOf(order) {
    const line = order.line_items[0];
    // The price that the shopper paid, which is less than the list price when an offer was used.
    const paid = Math.round((line.price * order.total * 100) / order.subtotal) / 100;
    return {
      order_id: order.order_id,
      refund_id: `${order.order_id}-R1`,
      refund_amount: paid,
      currency: order.currency,
      line_items: [{ ...line, quantity: 1 }],
    };
  }
}
