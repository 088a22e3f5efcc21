// Which pages are not counted at all: those that a robot, a driven browser or a theme preview opens.

import { isOn } from "./options.js";

/**
 * @import { ReadOptions } from "./types.js"
 */

// Robots name themselves in the user agent. CUBOT is a maker of phones.
const ROBOT =
  /(^|[^u])bots?\b|crawl|spider|slurp|headless|lighthouse|prerender|inspection|facebookext|meta-ext|mediapartners|googleother|ptst/i;

/**
 * Why this page is not counted, or undefined. The option `bots` has every page counted.
 *
 * @param {ReadOptions} options
 */
export function botOrPreview(options) {
  if (isOn(options.bots)) return;
  return window.Shopify?.designMode
    ? "preview"
    : navigator.webdriver || ROBOT.test(navigator.userAgent)
      ? "bot"
      : undefined;
}
