// The theme's own script: variants, cart forms, checkout steps, and what it tells the tracker, as a theme developer would.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const track = (name, properties) => window.shoptrail && window.shoptrail.track(name, properties);

  const buy = byId("buy");
  if (buy) {
    const data = JSON.parse(byId("product-data").textContent);
    const choose = () => {
      const chosen = Object.values(data.variants).find(
        (v) => v.colour === byId("colour").value && v.size === byId("size").value,
      );
      data.chosen = byId("variant").value = chosen.id;
      byId("picture").innerHTML = data.arts[chosen.colour];
      history.replaceState(history.state, "", `?variant=${chosen.id}`);
      track("product_viewed", chosen.properties);
    };
    byId("colour").addEventListener("change", choose);
    byId("size").addEventListener("change", choose);
    // Tracked in the task that leaves the page: the tracker must not need any time after this.
    buy.addEventListener("submit", () => {
      track("add_to_cart", {
        ...data.variants[data.chosen].properties,
        quantity: Number(byId("quantity").value),
      });
    });
  }

  document.querySelectorAll("[data-line]").forEach((row) => {
    const line = JSON.parse(row.dataset.line);
    row.addEventListener("submit", (event) => {
      const change = Number(event.submitter.value) - line.quantity;
      track(change > 0 ? "add_to_cart" : "remove_from_cart", { ...line, quantity: Math.abs(change) });
    });
  });

  const coupon = byId("coupon");
  if (coupon) {
    coupon.addEventListener("submit", () => {
      const offer = JSON.parse(coupon.dataset.offer);
      if (coupon.elements.code.value.trim().toUpperCase() !== offer.code) return;
      track("offer_applied", {
        offer_code: offer.code,
        offer_type: offer.type,
        offer_value: offer.value,
        placement: "cart",
      });
    });
  }

  const contact = byId("contact");
  if (contact) {
    contact.addEventListener("submit", (event) => {
      event.preventDefault();
      if (window.shoptrail) window.shoptrail.identify({ email: byId("email").value });
      byId("delivery").classList.remove("later");
      contact.classList.add("done");
      byId("place-order").focus();
    });
  }

  const logout = byId("logout");
  if (logout) logout.addEventListener("submit", () => window.shoptrail && window.shoptrail.reset());

  const orderData = byId("order-data");
  if (orderData) {
    const order = JSON.parse(orderData.textContent);
    const isRepeat = (answer) => answer?.reason === "repeat";
    const say = (text) => (byId("said").textContent = text);
    byId("refund").addEventListener("click", () => {
      const line = order.line_items[0];
      // What was paid for it: the offer is off.
      const paid = Math.round((line.price * order.total * 100) / order.subtotal) / 100;
      const refund = {
        order_id: order.order_id,
        refund_id: `${order.order_id}-R1`,
        refund_amount: paid,
        currency: order.currency,
      };
      const answer = track("order_refunded", { ...refund, line_items: [{ ...line, quantity: 1 }] });
      say(isRepeat(answer) ? "Refunded already: it stays one refund." : `Refunded one ${line.name}.`);
    });
    byId("cancel").addEventListener("click", () => {
      const answer = track("order_cancelled", {
        order_id: order.order_id,
        total: order.total,
        currency: order.currency,
      });
      say(isRepeat(answer) ? "Cancelled already: it stays one cancellation." : "The order is cancelled.");
    });
  }
})();
