// Reads the texts and addresses of structured data. Its products are found by json-ld.js; what their members
// mean is in structured-data.js. The build keeps each in a file of its own.
export { decodeEntities, plainKey, plainText } from "./plain-text.js";
export { addressId, isHome } from "./product-address.js";
