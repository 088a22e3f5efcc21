// Values of Shopify's customer events in the plan's form: ids, money, addresses, people.

/** @typedef {import("./types.js").Checkout} Checkout */
/** @typedef {import("./types.js").Money} Money */
/** @typedef {import("./types.js").PageDocument} PageDocument */
/** @typedef {import("./types.js").PersonKeys} PersonKeys */
/** @typedef {import("./types.js").Properties} Properties */

/**
 * The number in `gid://shopify/Product/678?x` or 678, as text; undefined where there is none.
 * @param {string | null | undefined} value
 */
export const numericId = (value) => /(\d+)(\?.*)?$/.exec(value ?? "")?.[1];

/**
 * The amount of `{amount, currencyCode}`, in major units; undefined for what is no number.
 * @param {Money | null | undefined} money
 */
export const amountOf = (money) =>
  Number.isFinite(Number(money?.amount ?? NaN)) ? Number(money?.amount) : undefined;

/**
 * @param {string | null | undefined} address
 * @param {string} page  the address of the page that it is on
 */
export function absoluteUrl(address, page) {
  try {
    return address && new URL(address, page).href;
  } catch (error) {
    return undefined;
  }
}

/**
 * Where an event happened, without what an address may give away: the e-mail address in a query, the key of a
 * checkout.
 * @param {PageDocument} document
 */
export function pageContext({ location, referrer, title }) {
  const hideKey = (/** @type {string} */ path) =>
    path.replace(/(\/(?:checkouts|orders)(?:\/[a-z]{1,3})?)\/[^/]+/, "$1/-");
  const bare = (/** @type {string} */ address) => {
    try {
      const { origin, pathname } = new URL(address);
      return origin === "null" ? undefined : origin + hideKey(pathname);
    } catch (error) {
      return undefined;
    }
  };
  return { url: bare(location.href), path: hideKey(location.pathname), referrer: bare(referrer), title };
}

/**
 * What a checkout says about the shopper.
 * @param {Checkout} checkout
 */
export function readPerson(checkout) {
  const { phone, smsMarketingPhone, order, billingAddress, shippingAddress } = checkout;
  const { firstName, lastName } = shippingAddress ?? billingAddress ?? {};
  const email = checkout.email?.trim().toLowerCase();
  return {
    /** @type {PersonKeys} */
    keys: withoutEmpty({ customer_id: numericId(order?.customer?.id), email }),
    traits: withoutEmpty({
      email,
      phone: phone || smsMarketingPhone,
      first_name: firstName,
      last_name: lastName,
      email_consent: checkout.buyerAcceptsEmailMarketing,
      sms_consent: checkout.buyerAcceptsSmsMarketing,
    }),
  };
}

/**
 * The value without members that are undefined, null or "", at any depth. Customer.io gets no null.
 * @template Value
 * @param {Value} value
 * @returns {Value}
 */
export function withoutEmpty(value) {
  const clean = (/** @type {unknown} */ part) => {
    if (Array.isArray(part)) return part.map(withoutEmpty);
    if (typeof part !== "object" || !part) return part;
    return Object.fromEntries(
      Object.entries(part)
        .filter(([, member]) => (member ?? "") !== "")
        .map(([name, member]) => [name, withoutEmpty(member)]),
    );
  };
  return /** @type {Value} */ (clean(value));
}
