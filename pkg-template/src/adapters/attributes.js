// Declarative tracking for any theme: `data-shoptrail-event` names an event, the other `data-shoptrail-`
// attributes give its properties.
import { registerIfNew, trackFromSource } from "./shared/adapter.js";
import { plainNumber } from "./shared/plain-number.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {Record<string, unknown>} Properties */

const EVENT = "data-shoptrail-event";
const TRIGGER = "data-shoptrail-on";
const TRACKED = `[${EVENT}]`;
// Attributes are text; the plan gives these properties another type.
const NUMBERS = (
  "price compare_at_price quantity position results_count cart_value item_count subtotal discount shipping " +
  "tax total refund_amount offer_value"
).split(" ");
const BOOLEAN = /^(in_stock|full_refund|\w+_consent)$/;
// An attribute without a value is set.
const YES = /^(|true|1|yes|on|in.?stock|available)$/i;
const NO = /^(false|0|no|off|out.?of.?stock|sold.?out|unavailable)$/i;
const KEY = /(^|_)(id|sku|code|url)$/;
const LIST = /^product_ids$/;
const JSON_TEXT = /^(line_items|products|properties)$/;
const CLICKABLE = "a,button,input,select,summary,label,[role=button]";

/** @param {AdapterTracker} tracker */
export default function attributes(tracker) {
  if (!registerIfNew(tracker, "attributes")) return;
  for (const type of ["click", "submit"])
    addEventListener(type, (event) => attempt(() => trackEvent(tracker, event)), true);

  /** @type {Set<Node>} */
  const visibleElements = new Set();
  /** @type {IntersectionObserver} */
  let observer;
  // Half of an element, or of the window where the element is taller than that.
  attempt(() => (observer = new IntersectionObserver(trackSeen, { threshold: 0.5, rootMargin: "50% 0px" })));
  watch(document.documentElement);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach(watch);
  }).observe(document.documentElement, { childList: true, subtree: true });
  // What is in sight counts again on each page view of a single-page shop, and when the page comes back from
  // the back/forward cache. The call is caught here because the tracker may process it after the element was
  // seen.
  const { page } = tracker.methods;
  tracker.methods.page = (...args) => {
    visibleElements.forEach(watch);
    return page(...args);
  };

  /** @param {Node} node */
  function watch(node) {
    if (!node.isConnected) visibleElements.delete(node);
    else if (isParent(node))
      attempt(() =>
        [node, ...node.querySelectorAll(TRACKED)].forEach((element) =>
          attempt(() => {
            if (!element.matches(TRACKED) || triggerOf(element) !== "visible") return;
            visibleElements.add(element);
            observer.unobserve(element);
            observer.observe(element);
          }),
        ),
      );
  }

  /** @param {IntersectionObserverEntry[]} entries */
  function trackSeen(entries) {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      trackElement(tracker, target);
      // After the event: it may have another adapter count the page view first, which watches `target` again.
      observer.unobserve(target);
    }
  }
}

/**
 * Tracks a click or a submit, if the element that it hits is tracked on it.
 * @param {AdapterTracker} tracker
 * @param {Event} event
 */
function trackEvent(tracker, event) {
  // The path goes into open shadow trees, where the target is the outermost host.
  const path = /** @type {Element[]} */ (event.composedPath());
  const element = path.find((node) => node.matches?.(TRACKED));
  if (!element || triggerOf(element) !== event.type) return;
  // A click on a label is followed by a click on its field, which counts.
  const pressed = path.find((node) => node.matches?.("a,button,label"));
  const { control } = /** @type {Partial<HTMLLabelElement>} */ (pressed || {});
  if (!control || path.includes(control) || !element.contains(control)) trackElement(tracker, element);
}

/**
 * @param {AdapterTracker} tracker
 * @param {Element} element
 */
function trackElement(tracker, element) {
  attempt(() => {
    const name = /** @type {string} */ (element.getAttribute(EVENT)).trim();
    trackFromSource(tracker, "attributes", name, readProperties(element));
  });
}

/**
 * @param {Node} node
 * @returns {node is Element}
 */
const isParent = (node) => "querySelectorAll" in node;

/**
 * Runs what may throw. A field may be named as a method of its form (`<input name="matches">`), and a browser
 * may lack an observer.
 * @param {() => void} work
 */
function attempt(work) {
  try {
    work();
  } catch (error) {
    // The page must not notice.
  }
}

/**
 * What an element is tracked on: what its attribute says, else a form on `submit`, what can be pressed on
 * `click`, and anything else on `visible`.
 * @param {Element} element
 */
function triggerOf(element) {
  return (
    element.getAttribute(TRIGGER) ||
    (element.matches("form") ? "submit" : element.matches(CLICKABLE) ? "click" : "visible")
  );
}

/**
 * The properties on an element and on the elements around it, the nearest first; then those of the fields
 * inside it that the theme marked. No other field is read.
 * @param {Element} element
 */
function readProperties(element) {
  /** @type {Properties} */
  const properties = {};
  /** @type {Element | undefined} */
  let at = element;
  for (; at; at = at.parentElement || /** @type {ShadowRoot} */ (at.getRootNode()).host) {
    for (const { name, value } of at.attributes) {
      const [, word] = /^data-shoptrail-(.+)/.exec(name) || [];
      if (word && !/^(event|on|field)$/.test(word)) addProperty(properties, word.replace(/-/g, "_"), value);
    }
  }
  /** @type {NodeListOf<HTMLInputElement>} */
  const fields = element.querySelectorAll("[data-shoptrail-field]");
  for (const field of fields) {
    const name = /** @type {string} */ (field.getAttribute("data-shoptrail-field"));
    if (field.closest(TRACKED) !== element || (field.type === "radio" && !field.checked)) continue;
    // An element that is no field gives its text. The value of a list item is its number in the list.
    const text = typeof field.value === "string" ? field.value : (field.textContent ?? "");
    const value = field.type === "checkbox" ? field.checked : toPlanType(name, text.trim());
    if (value !== "") properties[name] = value;
  }
  return properties;
}

/**
 * @param {Properties} properties
 * @param {string} name
 * @param {string} text
 */
function addProperty(properties, name, text) {
  const value = toPlanType(name, text.trim());
  // A template that had nothing to print: an element around it may have.
  if (value === "") return;
  if (name === "properties" && value instanceof Object && !Array.isArray(value)) {
    for (const [key, one] of Object.entries(value)) properties[key] ??= one;
  } else properties[name] ??= value;
}

/**
 * The value that a text stands for, by the type that the plan gives to the property. What it stands for as an
 * amount or a number, the tracker reads.
 * @param {string} name
 * @param {string} text
 * @returns {unknown}
 */
function toPlanType(name, text) {
  if (BOOLEAN.test(name)) return YES.test(text) || (NO.test(text) ? false : text);
  if (!text) return text;
  // Shopify's filter `money` may print an element around an amount.
  if (NUMBERS.includes(name)) return plainNumber(text.replace(/<[^>]*>/g, "").trim());
  if (KEY.test(name)) return text.replace(/\p{Cf}/gu, "");
  if (LIST.test(name) && text[0] !== "[") return text.split(/[\s,;|]+/).filter(Boolean);
  return LIST.test(name) || JSON_TEXT.test(name) ? parseJson(text) : text;
}

/**
 * @param {string} text
 * @returns {unknown}
 */
function parseJson(text) {
  // As it is; then without the commas that loops of templates leave, and without a second encoding.
  for (const json of [text, text.replace(/&quot;|&#34;/g, '"').replace(/,(?=\s*[}\]])/g, "")]) {
    try {
      return JSON.parse(json);
    } catch (error) {
      // The next may be JSON.
    }
  }
  // The tracker names the violation by a symbol's description.
  return Symbol("wrong_type");
}
