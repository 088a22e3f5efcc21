// How an option is read that is a boolean from npm and an attribute's text from the script tag.

/**
 * Whether an option that is off by default is on. An attribute without a value, `data-debug`, is an empty
 * text.
 *
 * @param {any} value
 */
export const isOn = (value) => /^(true)?$/.test(value ?? "-");
