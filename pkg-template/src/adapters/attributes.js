// Declarative tracking for any theme: `data-shoptrail-event` says what happened, the other `data-shoptrail-` attributes with what.
import { amount } from "./shared/amount.js";
import { install, report } from "./shared/sources.js";

const EVENT = "data-shoptrail-event";
const ON = "data-shoptrail-on";
const ALL = `[${EVENT}]`;
// Attributes are text; these properties of the plan are not.
const NUMBER =
  /^(price|compare_at_price|quantity|position|results_count|cart_value|item_count|subtotal|discount|shipping|tax|total|refund_amount|offer_value)$/;
const BOOLEAN = /^(in_stock|full_refund|\w+_consent)$/;
const LIST = /^product_ids$/;
const JSON_TEXT = /^(line_items|products|properties)$/;
const PRESSED = "a,button,input,select,summary,label,[role=button]";

export default function attributes(shop) {
  if (!install(shop, "attributes")) return;
  const elements = new Set();
  let seer;
  attempt(
    () =>
      (seer = new IntersectionObserver(
        (entries) => {
          for (const { isIntersecting, target } of entries) {
            if (!isIntersecting) continue;
            tell(target);
            // After it: another adapter may count the page's view before what was seen on it, which has us look again.
            seer.unobserve(target);
          }
          // Half of it, or of the window where it is taller than that.
        },
        { threshold: 0.5, rootMargin: "50% 0px" },
      )),
  );

  for (const type of ["click", "submit"]) {
    addEventListener(
      type,
      (event) =>
        attempt(() => {
          // The path goes into open shadow trees, where the target is the outermost host.
          const path = event.composedPath();
          const element = path.find((node) => node.matches?.(ALL));
          if (!element || moment(element) !== type) return;
          // A click on a label is followed by one on its field.
          const { control } = path.find((node) => node.matches?.("a,button,label")) || {};
          if (!control || path.includes(control) || !element.contains(control)) tell(element);
        }),
      true,
    );
  }
  watch(document.documentElement);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach(watch);
  }).observe(document.documentElement, { childList: true, subtree: true });
  // What is in sight is seen again on each page view of a single-page shop, and when the page comes back from the cache.
  // When it is called, and not when it is judged: that may be after what was seen.
  const { page } = shop.does;
  shop.does.page = (...args) => {
    elements.forEach(watch);
    return page(...args);
  };

  function watch(node) {
    if (!node.isConnected) elements.delete(node);
    else if (node.querySelectorAll)
      attempt(() =>
        [node, ...node.querySelectorAll(ALL)].forEach((element) =>
          attempt(() => {
            if (!element.matches(ALL) || moment(element) !== "visible") return;
            elements.add(element);
            seer.unobserve(element);
            seer.observe(element);
          }),
        ),
      );
  }

  function tell(element) {
    attempt(() => report(shop, "attributes", element.getAttribute(EVENT).trim(), read(element)));
  }
}

/** A form's fields may have the names of its own methods: `<input name="matches">`. And a browser may lack what we ask for. */
function attempt(work) {
  try {
    work();
  } catch (error) {
    // Not for the page to see.
  }
}

/** When an element tells: as it says, else a form when it is sent, what is pressed on a click, and anything else when it is seen. */
function moment(element) {
  return (
    element.getAttribute(ON) ||
    (element.matches("form") ? "submit" : element.matches(PRESSED) ? "click" : "visible")
  );
}

/** The properties on an element and on those around it, the nearest first; then the fields inside it that are marked as properties. */
function read(element) {
  const properties = {};
  for (let at = element; at; at = at.parentElement || at.getRootNode().host) {
    for (const { name, value } of at.attributes) {
      const [, word] = /^data-shoptrail-(.+)/.exec(name) || [];
      if (word && !/^(event|on|field)$/.test(word)) add(word.replace(/-/g, "_"), value);
    }
  }
  // Only what the theme marked is read.
  for (const field of element.querySelectorAll("[data-shoptrail-field]")) {
    const name = field.getAttribute("data-shoptrail-field");
    if (field.closest(ALL) !== element || (field.type === "radio" && !field.checked)) continue;
    // What is no field says itself.
    properties[name] =
      field.type === "checkbox" ? field.checked : convert(name, field.value ?? field.textContent.trim());
  }
  return properties;

  function add(name, value) {
    const converted = convert(name, value);
    if (name === "properties" && converted instanceof Object && !Array.isArray(converted))
      for (const key in converted) properties[key] ??= converted[key];
    else properties[name] ??= converted;
  }
}

function convert(name, value) {
  if (NUMBER.test(name)) return amount(value);
  if (BOOLEAN.test(name)) return { true: true, false: false, "": true }[value] ?? value;
  if (LIST.test(name)) return value.split(/[\s,]+/).filter(Boolean);
  try {
    return JSON_TEXT.test(name) ? JSON.parse(value) : value;
  } catch (error) {
    // A symbol is what the tracker calls a value that it cannot take, by name.
    return Symbol("wrong_type");
  }
}
