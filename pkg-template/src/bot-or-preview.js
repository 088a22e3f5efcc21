// Which pages are not counted at all: those that a robot, a driven browser or a theme preview opens.

import { isOn } from "./options.js";

/**
 * @import { ReadOptions } from "./types.js"
 */

// Robots name themselves in the user agent: by a word for what they do, by the address of the page that says
// who they are, or as the library that loads the page. No browser has any of these. Phones have: CUBOT, XBot
// and "M bot 51" are no robots, nor are Spider 8, CamScanner and the PlayStation's libhttp.
const ROBOT =
  /[^ ux]bots?\b|crawl|spider(?! \d)|[^b]http|monitor|check|preview|feed|inspect|[^m]scan|headless|lighthouse|ptst|uptime|gtmetrix|statuscake|-google|google[-o]|synthetic|^(facebook|meta-|whatsapp|python|java|curl|wget)/i;

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
