// What the doctor asks of a page. Each function runs in the page: it uses nothing from outside itself, and
// changes nothing unless its name says so.

/** What stands in the page, and what the tracker says of itself. */
export function pageFacts() {
  const page = /** @type {any} */ (window);
  const scripts = [...document.querySelectorAll("script")];
  const isTag = (/** @type {HTMLScriptElement} */ script) =>
    script.hasAttribute("data-write-key") || /[?&]write-key=/.test(script.src);
  const tags = scripts.filter(isTag);
  // What the stub stores calls under: the first of these names, in an older stub the second.
  const stubs = scripts.filter((script) => !script.src && /"hook\.q"|"shoptrail\.q"/.test(script.text));
  const follows = (/** @type {Node} */ one, /** @type {Node} */ other) =>
    Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  /** @type {any} */
  let diagnostics;
  try {
    diagnostics = page.shoptrail?.diagnostics?.();
  } catch (error) {
    diagnostics = undefined;
  }
  const attributes = (/** @type {HTMLScriptElement} */ script) =>
    Object.fromEntries([...script.attributes].map(({ name, value }) => [name, value]));
  // As the script tag reads them: the query of its address, the JSON element, its attributes.
  const camelCase = (/** @type {string} */ name) => name.replace(/-./g, (dash) => dash[1].toUpperCase());
  const query = [...new URLSearchParams(tags[0]?.src.split(/[?#]/)[1])];
  /** @type {Record<string, unknown>} */
  let json = {};
  try {
    json = JSON.parse(document.querySelector("script[data-shoptrail]")?.textContent ?? "{}");
  } catch (error) {
    json = { "data-shoptrail": "is not JSON" };
  }
  return {
    url: location.href,
    title: document.title,
    tags: tags.map((tag) => ({
      src: tag.src,
      attributes: attributes(tag),
      isHeldBack: /plain/.test(tag.type),
      hasStubBefore: stubs.some((stub) => follows(stub, tag)),
    })),
    options: {
      ...Object.fromEntries(query.map(([name, value]) => [camelCase(name), value])),
      ...json,
      ...tags[0]?.dataset,
    },
    stubs: stubs.length,
    scriptsBeforeStub: stubs[0]
      ? scripts.filter((script) => script.src && follows(script, stubs[0])).length
      : 0,
    hasTracker: typeof page.shoptrail?.track === "function",
    diagnostics,
    gpc: /** @type {any} */ (navigator).globalPrivacyControl === true,
    policyElement: document
      .querySelector('meta[http-equiv="Content-Security-Policy" i]')
      ?.getAttribute("content"),
  };
}

/** Which consent managers and which platforms the page shows signs of. */
export function surroundings() {
  const page = /** @type {any} */ (window);
  const linkedData = [...document.querySelectorAll('script[type="application/ld+json"]')]
    .map((script) => script.textContent ?? "")
    .join("\n");
  const managers = {
    OneTrust: page.OneTrust || page.OnetrustActiveGroups,
    Cookiebot: page.Cookiebot || page.CookieConsent?.consent?.stamp,
    Usercentrics: page.UC_UI || page.__ucCmp,
    Didomi: page.Didomi || page.didomiOnReady,
    Klaro: page.klaro,
    "vanilla-cookieconsent": page.CookieConsent?.acceptedCategory,
    "IAB TCF": page.__tcfapi,
    "IAB GPP": page.__gpp,
    "WP Consent API": page.wp_has_consent,
    "Shopify customer privacy": page.Shopify?.customerPrivacy,
    "Google consent mode": [...(page.dataLayer ?? [])].some((entry) => entry?.[0] === "consent"),
  };
  const schemaType = /"@type"\s*:\s*(\[[^\]]*)?"(https?:\/\/schema\.org\/)?(Product|ProductGroup)"/;
  return {
    managers: Object.entries(managers)
      .filter(([, isThere]) => Boolean(isThere))
      .map(([name]) => name),
    platforms: [
      ["Shopify", page.Shopify?.shop || page.Shopify?.routes],
      ["WooCommerce", document.body?.classList.contains("woocommerce") || page.wc_add_to_cart_params],
      ["Google dataLayer", Array.isArray(page.dataLayer)],
      ["JSON-LD Product", schemaType.test(linkedData)],
      ["microdata Product", document.querySelector('[itemtype$="schema.org/Product"]')],
      ["data-shoptrail attributes", document.querySelector("[data-shoptrail-event],[data-shoptrail-track]")],
    ]
      .filter(([, isThere]) => Boolean(isThere))
      .map(([name]) => String(name)),
  };
}

/** How this page was recognised as the page of a product, or an empty text. */
export function productSign() {
  const meta = document.querySelector('meta[property="og:type"]')?.getAttribute("content") ?? "";
  if (/^(og:)?product(\.item)?$/i.test(meta)) return "og:type";
  if (/\/products\/[^/?#]+\/?$/.test(location.pathname)) return "the address";
  if (document.body?.classList.contains("single-product")) return "WooCommerce's body class";
  // A list has several.
  const types = [...document.querySelectorAll('script[type="application/ld+json"]')]
    .map((script) => script.textContent ?? "")
    .join("\n")
    .match(/"@type"\s*:\s*"(https?:\/\/schema\.org\/)?(Product|ProductGroup)"/g);
  if (
    types &&
    !/"(https?:\/\/schema\.org\/)?ItemList"/.test(document.documentElement.innerHTML) &&
    types.length < 3
  )
    return "JSON-LD";
  if (document.querySelectorAll('[itemtype$="schema.org/Product"]').length === 1) return "microdata";
  return document.querySelector('form[action*="/cart/add"], form.cart [name="add-to-cart"]')
    ? "the cart form"
    : "";
}

/** The address of a product that this page links to, or an empty text. */
export function productLink() {
  const own = (/** @type {string} */ url) => {
    try {
      const { origin, href } = new URL(url, location.href);
      return origin === location.origin && href.split("#")[0] !== location.href.split("#")[0] ? href : "";
    } catch (error) {
      return "";
    }
  };
  const selectors = [
    'a[href*="/products/"]',
    "a.woocommerce-LoopProduct-link",
    ".product a[href]",
    'a[href*="/product/"]',
    '[itemtype$="schema.org/Product"] a[href]',
    'a[href*="/p/"]',
    'a[class*="product" i][href]',
  ];
  for (const selector of selectors) {
    for (const link of document.querySelectorAll(selector)) {
      const found = own(/** @type {HTMLAnchorElement} */ (link).href);
      if (found && !/\.(jpe?g|png|webp|svg|pdf)($|\?)|add-to-cart=/i.test(found)) return found;
    }
  }
  const listed = /"(?:url|@id)"\s*:\s*"([^"]*\/(?:products?|p)\/[^"]+)"/;
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    const found = own(listed.exec(script.textContent ?? "")?.[1]?.replaceAll("\\/", "/") ?? "");
    if (found) return found;
  }
  return "";
}

/** Clicks what adds the product to the cart. Returns what it was, or an empty text. */
export function clickAddToCart() {
  const selectors = [
    'form[action*="/cart/add"] [type="submit"]',
    'form[action*="/cart/add"] button:not([type="button"])',
    ".single_add_to_cart_button",
    'button[name="add-to-cart"]',
    'button[name="add"]',
    "[data-add-to-cart]",
    '[data-testid*="add-to-cart" i]',
    "#add-to-cart, .add-to-cart, .add_to_cart_button",
  ];
  const words =
    /^(add to (cart|bag|basket)|buy now|in den warenkorb|ajouter au panier|añadir al carrito|aggiungi al carrello|in winkelwagen|dodaj do koszyka|adicionar ao carrinho|lägg i (varukorg|kundvagn)|læg i kurv|カートに入れる|加入购物车)/i;
  const isUsable = (/** @type {Element} */ element) =>
    !(/** @type {any} */ (element).disabled) && element.getAttribute("aria-disabled") !== "true";
  const bySelector = selectors.flatMap((selector) => [...document.querySelectorAll(selector)]).find(isUsable);
  const byText = [...document.querySelectorAll("button, [role=button], input[type=submit], a.button")].find(
    (element) =>
      isUsable(element) &&
      words.test((element.textContent || /** @type {any} */ (element).value || "").trim()),
  );
  const button = /** @type {HTMLElement | undefined} */ (bySelector ?? byText);
  if (!button) return "";
  button.click();
  const { id, className, tagName } = button;
  const name = typeof className === "string" && className ? `.${className.trim().split(/\s+/)[0]}` : "";
  return `${tagName.toLowerCase()}${id ? `#${id}` : name}`;
}

/**
 * Resolves when the tracker has started, or is off for good, or after `limitMs`. Where the page shows no sign
 * of one, a quarter of that has to do.
 */
export async function waitForTracker(/** @type {number} */ limitMs) {
  const start = Date.now();
  const hasSign = () =>
    /** @type {any} */ (window).shoptrail || document.querySelector("script[data-write-key]");
  while (Date.now() - start < (hasSign() ? limitMs : limitMs / 4)) {
    const found = /** @type {any} */ (window).shoptrail?.diagnostics?.();
    if (found && (found.on || found.off_reason !== "loading")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Answers the consent question for the shopper. */
export function grantConsent() {
  /** @type {any} */ (window).shoptrail?.setConsent?.("granted");
}

/**
 * Identifies an invented shopper, so that the held trail is sent, and waits for it. The doctor answers the
 * request itself.
 */
export async function releaseHeldTrail(/** @type {string} */ email) {
  const { shoptrail } = /** @type {any} */ (window);
  shoptrail.identify({ email });
  await shoptrail.flush();
}

/** Sends what may be sent. */
export async function flushTracker() {
  const { shoptrail } = /** @type {any} */ (window);
  const limit = new Promise((resolve) => setTimeout(resolve, 5000));
  if (shoptrail?.diagnostics?.().on) await Promise.race([shoptrail.flush(), limit]);
}
