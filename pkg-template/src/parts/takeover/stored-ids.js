// What Customer.io's own SDK (`@customerio/cdp-analytics-browser`, and its snippet) left on this device. It
// keeps the ids as JSON in localStorage, and bare or as JSON in cookies of the widest domain; the traits in
// localStorage alone.

/**
 * @typedef {{ document: { cookie: string }, localStorage: Storage }} Page
 * @typedef {{ anonymousId?: string, userId?: string, traits: Record<string, unknown> }} StoredIds
 */

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The ids and traits of the shopper. The cookies count where they are, because only they know of a log-out on
 * another host of the shop. The traits belong to the user id in localStorage.
 *
 * @param {Page} page
 * @returns {StoredIds}
 */
export function readIds(page) {
  const stored = (/** @type {string} */ name) => textOf(fromStorage(page, name));
  const cookie = (/** @type {string} */ name) => textOf(fromCookie(page, name));
  const isShared = cookie("ajs_anonymous_id") !== undefined;
  const userId = (isShared ? cookie : stored)("ajs_user_id");
  return {
    anonymousId: [cookie("ajs_anonymous_id"), stored("ajs_anonymous_id")].find((id) => UUID.test(id ?? "")),
    userId,
    traits: userId === stored("ajs_user_id") ? objectOf(fromStorage(page, "ajs_user_traits")) : {},
  };
}

/**
 * @param {Page} page
 * @param {string} name
 */
function fromStorage(page, name) {
  try {
    return page.localStorage.getItem(name);
  } catch (error) {
    return null;
  }
}

/**
 * @param {Page} page
 * @param {string} name
 */
function fromCookie(page, name) {
  try {
    const [, value] = page.document.cookie.match("(?:^|; )" + name + "=([^;]*)") || [];
    return value === undefined ? null : decodeURIComponent(value);
  } catch (error) {
    return null;
  }
}

/**
 * An id: in quotation marks, or bare. Bare digits stay as they are written, because a long id is no number
 * that JavaScript can hold. Nothing where there is no id.
 *
 * @param {string | null} value
 */
function textOf(value) {
  if (!value || /^(null$|[[{])/.test(value)) return undefined;
  if (!value.startsWith('"')) return value;
  try {
    return JSON.parse(value) || undefined;
  } catch (error) {
    return undefined;
  }
}

/**
 * @param {string | null} value
 * @returns {Record<string, unknown>}
 */
function objectOf(value) {
  try {
    const traits = JSON.parse(value ?? "");
    return typeof traits === "object" && traits && !Array.isArray(traits) ? traits : {};
  } catch (error) {
    return {};
  }
}
