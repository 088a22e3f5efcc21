// The functions of the tools module for JavaScript. It turns values into the text that is sent, and decides
// nothing else. index.js passes it on; shoptrail/server and the commands use it too.
//
// `#tools-module` is the started module. How it starts depends on the runtime: the conditions are in
// package.json, under `imports`.
import wasm from "#tools-module";

/** @typedef {import("../../tools.js").CheckOptions} CheckOptions */
/** @typedef {import("../../tools.js").Report} Report */

/**
 * Checks one message: an object, or its JSON text.
 * @param {unknown} message
 * @param {CheckOptions} [options]
 * @returns {Report}
 */
export function checkMessage(message, options) {
  return wasm.checkMessage(asText(message), options);
}

/**
 * Checks a request's body with all its messages: an object, or its JSON text.
 * @param {unknown} body
 * @param {CheckOptions} [options]
 * @returns {Report}
 */
export function checkBatch(body, options) {
  return wasm.checkBatch(asText(body), options);
}

/**
 * Checks a request, without the messages in its body.
 * @param {import("../../tools.js").ReceivedRequest} request
 * @param {CheckOptions} [options]
 * @returns {Report}
 */
export function checkRequest({ method, path, headers = {}, body }, options) {
  const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return wasm.checkRequest({ method, path, headers: Object.fromEntries(texts), body }, options);
}

/**
 * Checks the properties of an event by the tracking plan alone.
 * @param {string} name
 * @param {unknown} properties
 * @param {CheckOptions} [options]
 * @returns {Report}
 */
export function checkEvent(name, properties, options) {
  return wasm.checkEvent(String(name), asText(properties), options);
}

/**
 * The name in the tracking plan of an event, in either naming; undefined for another event.
 * @param {unknown} event
 * @returns {string | undefined}
 */
export function planName(event) {
  return typeof event === "string" ? wasm.planName(event) : undefined;
}

/**
 * Every code of a problem with its meaning.
 * @returns {[code: string, meaning: string][]}
 */
export function problemCodes() {
  return wasm.problemCodes();
}

/**
 * What is sent. JSON has no text for undefined, a function or a symbol: the check then finds no object.
 * @param {unknown} value
 * @returns {string}
 */
function asText(value) {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "null");
}
