// Finds the schema.org products in a page's JSON-LD, and reads texts and addresses. What the members of a
// product mean is in structured-data.js. The build keeps both in files of their own.
export { findProducts, isWhole } from "./json-ld.js";
export { plainKey, plainText } from "./plain-text.js";
export { addressId, isHome } from "./product-address.js";
