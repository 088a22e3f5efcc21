// WooCommerce's checkout: the id goes along with the order, in a hidden field of the classic form or in the
// data of an extension of the block (`extensions.shoptrail` of the Store API's checkout). woocommerce/
// shoptrail.php keeps it as meta of the order. Until the order nothing leaves the page.
// https://developer.woocommerce.com/docs/apis/store-api/extending-store-api/extend-store-api-add-custom-fields

import { ATTRIBUTE } from "../shared/checkout-attribute.js";

const NAMESPACE = "shoptrail";
const BLOCK = ".wp-block-woocommerce-checkout";

let isBlockFilled = false;

/** @typedef {(namespace: string, data: object) => void} SetExtensionData */
/** @typedef {Partial<Record<"setExtensionData" | "__internalSetExtensionData", SetExtensionData>>} Actions */

/**
 * Puts the id into this page's checkout, or takes it out when `id` is empty.
 *
 * @param {string} id
 * @returns {boolean} Whether the page has a checkout that took it.
 */
export function fillCheckout(id) {
  const form = document.querySelector("form.checkout");
  if (form) fillForm(form, id);
  return !!form || (!!document.querySelector(BLOCK) && fillBlock(id));
}

/**
 * @param {Element} form
 * @param {string} id
 */
function fillForm(form, id) {
  /** @type {HTMLInputElement | null} */
  let field = form.querySelector(`input[name="${ATTRIBUTE}"]`);
  if (!id) return field?.remove();
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = ATTRIBUTE;
    form.append(field);
  }
  field.value = id;
}

/** @param {string} id */
function fillBlock(id) {
  if (!id && !isBlockFilled) return false;
  try {
    const { wp } = /** @type {{ wp: { data: { dispatch(store: string): Actions } } }} */ (
      /** @type {unknown} */ (window)
    );
    const actions = wp.data.dispatch("wc/store/checkout");
    // WooCommerce before 9.9 has the second name.
    const set = actions.setExtensionData ?? actions.__internalSetExtensionData;
    set?.(NAMESPACE, { anonymous_id: id });
    isBlockFilled = !!set;
    return isBlockFilled;
  } catch (error) {
    // The scripts of the block are not there yet.
    return false;
  }
}
