/**
 * The value of an object's own property. It runs no getter of the page's: a property with one is `true`.
 *
 * @param {unknown} object
 * @param {string} name
 * @returns {any}
 */
export function ownValue(object, name) {
  try {
    const property = Object.getOwnPropertyDescriptor(Object(object), name);
    return property && (property.get ? true : property.value);
  } catch (error) {
    // A proxy that throws.
  }
}
