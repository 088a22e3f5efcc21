// What a theme does: Dawn's product form and cart over AJAX; with data-horizon also Shopify's storefront events, as Horizon dispatches them.
(() => {
  const horizon = document.currentScript.dataset.horizon === "true";
  const product = JSON.parse(document.querySelector("#product").textContent);
  const root = Shopify.routes.root;
  const gid = (type, id) => `gid://shopify/${type}/${id}`;
  const form = document.querySelector("form[data-type='add-to-cart-form']");

  function dispatch(target, type, payload) {
    if (horizon)
      target.dispatchEvent(Object.assign(new Event(`shopify:${type}`, { bubbles: true }), payload));
  }

  function view() {
    const { id, public_title, price } = product.variants.find(
      ({ id }) => String(id) === form.elements.id.value,
    );
    const selectedVariant = {
      id: gid("ProductVariant", id),
      title: public_title,
      availableForSale: true,
      price: { amount: (price / 100).toFixed(2), currencyCode: Shopify.currency.active },
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

  /** Resolves as Horizon does: with `didError` when the shop says no. */
  function change(target, action, lines, url, init) {
    const promise = fetch(url, init).then(async (response) => {
      const answer = await response.json();
      document.querySelector("#error")?.replaceChildren(response.ok ? "" : answer.description);
      return { cart: null, detail: { didError: !response.ok } };
    });
    dispatch(target, "cart:lines-update", {
      action,
      context: action === "add" ? "product" : "cart",
      lines,
      promise,
    });
    return promise;
  }

  // A card of another product is seen too.
  const card = document.querySelector("product-card");
  const { id, title, handle } = JSON.parse(card.dataset.product);
  dispatch(card, "product:view", {
    context: "recommendation",
    selectedOptions: [],
    product: { id: gid("Product", id), title, handle, selectedVariant: null },
  });

  if (location.pathname === `${root}cart`)
    dispatch(document.body, "cart:view", { context: "page", cart: null });
  if (/\/collections\//.test(location.pathname))
    dispatch(document.body, "collection:view", {
      collection: {
        id: gid("Collection", ShopifyAnalytics.meta.page.resourceId),
        handle: "potions",
        productsCount: 2,
      },
    });
  if (form) {
    view();
    document.querySelector("#variant").addEventListener("change", ({ target }) => {
      form.elements.id.value = target.value;
      history.replaceState({}, "", `?variant=${target.value}${horizon ? "&theme=horizon" : ""}`);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = new FormData(form);
      const headers = { Accept: "application/javascript", "X-Requested-With": "XMLHttpRequest" };
      // Horizon hands over the form's own id, which is no GID.
      change(
        form,
        "add",
        [{ merchandiseId: form.elements.id.value, quantity: Number(form.elements.quantity.value) }],
        `${root}cart/add`,
        { method: "POST", headers, body },
      ).then(
        () =>
          (document.documentElement.dataset.answered =
            Number(document.documentElement.dataset.answered ?? 0) + 1),
      );
    });
  }
  document.querySelector("#cart-drawer").addEventListener("click", ({ target }) => {
    const line = Number(target.dataset.remove);
    if (!line) return;
    const body = JSON.stringify({ line, quantity: 0, sections: [], sections_url: location.pathname });
    change(target, "remove", [{ id: gid("CartLine", line), quantity: 0 }], `${root}cart/change`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body,
    }).then(() => target.parentElement.remove());
  });
})();
