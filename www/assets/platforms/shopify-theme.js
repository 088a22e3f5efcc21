// The script of the Shopify-like theme: Dawn's product form and AJAX cart. With data-horizon="true" it also
// dispatches Shopify's storefront events, as the theme Horizon does. It does not use shoptrail.
// platforms/shopify.mjs loads it.
"use strict";
{
  const isHorizon = document.currentScript.dataset.horizon === "true";
  const product = JSON.parse(document.querySelector("#product").textContent);
  const { Shopify, ShopifyAnalytics } = window;
  const root = Shopify.routes.root;
  const gid = (type, id) => `gid://shopify/${type}/${id}`;
  const form = document.querySelector("form[data-type='add-to-cart-form']");

  viewCard(document.querySelector("product-card"));
  viewPage();
  if (form) setUpForm();
  setUpDrawer(document.querySelector("#cart-drawer"));

  function dispatch(target, type, payload) {
    if (isHorizon)
      target.dispatchEvent(Object.assign(new Event(`shopify:${type}`, { bubbles: true }), payload));
  }

  function viewProduct() {
    const variant = product.variants.find(({ id }) => String(id) === form.elements.id.value);
    const selectedVariant = {
      id: gid("ProductVariant", variant.id),
      title: variant.public_title,
      availableForSale: true,
      price: { amount: (variant.price / 100).toFixed(2), currencyCode: Shopify.currency.active },
      selectedOptions: [],
    };
    dispatch(form, "product:view", {
      context: "page",
      selectedOptions: [],
      product: {
        id: gid("Product", product.id),
        title: product.title,
        handle: product.handle,
        selectedVariant,
      },
    });
  }

  // The card of another product dispatches a view as well.
  function viewCard(card) {
    const { id, title, handle } = JSON.parse(card.dataset.product);
    dispatch(card, "product:view", {
      context: "recommendation",
      selectedOptions: [],
      product: { id: gid("Product", id), title, handle, selectedVariant: null },
    });
  }

  function viewPage() {
    if (location.pathname === `${root}cart`)
      dispatch(document.body, "cart:view", { context: "page", cart: null });
    if (/\/collections\//.test(location.pathname)) {
      const id = gid("Collection", ShopifyAnalytics.meta.page.resourceId);
      const collection = { id, handle: "potions", productsCount: 2 };
      dispatch(document.body, "collection:view", { collection });
    }
  }

  /**
   * Changes the cart. As in Horizon, the promise resolves with `didError: true` when the shop refuses the
   * change.
   */
  function changeCart(target, { action, lines, url, init }) {
    const promise = fetch(url, init).then(async (response) => {
      const answer = await response.json();
      document.querySelector("#error")?.replaceChildren(response.ok ? "" : answer.description);
      return { cart: null, detail: { didError: !response.ok } };
    });
    const context = action === "add" ? "product" : "cart";
    dispatch(target, "cart:lines-update", { action, context, lines, promise });
    return promise;
  }

  function setUpForm() {
    const { dataset } = document.documentElement;
    viewProduct();
    document.querySelector("#variant").addEventListener("change", ({ target }) => {
      form.elements.id.value = target.value;
      history.replaceState({}, "", `?variant=${target.value}${isHorizon ? "&theme=horizon" : ""}`);
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const headers = { Accept: "application/javascript", "X-Requested-With": "XMLHttpRequest" };
      // Horizon passes the id in the form, which is not a GID.
      const merchandiseId = form.elements.id.value;
      await changeCart(form, {
        action: "add",
        lines: [{ merchandiseId, quantity: Number(form.elements.quantity.value) }],
        url: `${root}cart/add`,
        init: { method: "POST", headers, body: new FormData(form) },
      });
      dataset.answered = Number(dataset.answered ?? 0) + 1;
    });
  }

  function setUpDrawer(drawer) {
    drawer.addEventListener("click", async ({ target }) => {
      const line = Number(target.dataset.remove);
      if (!line) return;
      const headers = { "Content-Type": "application/json", Accept: "application/json" };
      const body = JSON.stringify({ line, quantity: 0, sections: [], sections_url: location.pathname });
      await changeCart(target, {
        action: "remove",
        lines: [{ id: gid("CartLine", line), quantity: 0 }],
        url: `${root}cart/change`,
        init: { method: "POST", headers, body },
      });
      target.parentElement.remove();
    });
  }
}
