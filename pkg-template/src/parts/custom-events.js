// Part `custom-events`: checks the option `customEvents` before the core starts. The page loads it only when
// the option is given. It says what is wrong by the path below the option. What a right declaration asks of
// an event, the core decides (src/plan/event/custom.rs); what is wrong in one counts for nothing there.

import plan from "./custom-events/plan.json";
import kindsByProperty from "./repair/kinds.json";

/**
 * @import { OptionError, PageTracker, ReadOptions } from "../types.js"
 */

const RESERVED = new RegExp(plan.reserved, "i");
/** Names that change what a JavaScript object is. */
const UNSAFE = /^(__proto__|constructor|prototype)$/;
/** @type {unknown[]} */
const KINDS = plan.kinds;
const PROPERTY_KINDS = new Map(Object.entries(kindsByProperty));

/**
 * Everything that is wrong with the option.
 *
 * @param {PageTracker} shop
 * @param {ReadOptions} options
 * @returns {OptionError[]}
 */
export default function customEvents(shop, options) {
  /** @type {OptionError[]} */
  const errors = [];
  const declarations = /** @type {unknown} */ (options.customEvents);
  if (isObject(declarations)) {
    for (const [name, declaration] of Object.entries(declarations)) checkEvent(errors, name, declaration);
  } else {
    // What the page could not read is a symbol.
    refuse(errors, "", typeof declarations === "symbol" ? "is not JSON" : "must be an object");
  }
  return errors.slice(0, plan.errors);
}

/**
 * @param {OptionError[]} errors
 * @param {string} name
 * @param {unknown} declaration
 */
function checkEvent(errors, name, declaration) {
  const path = shortened(name);
  const fault = nameFault(name, plan.eventNameBytes);
  if (fault) refuse(errors, path, fault);
  else if (RESERVED.test(name)) refuse(errors, path, "is reserved by Customer.io");
  // Customer.io trims names.
  else if (!isObject(declaration) || plan.events.includes(name) || name.trim() !== name)
    refuse(errors, path, "must be an object, its name not the plan's");
  else
    for (const part of ["required", "optional"])
      checkProperties(errors, declaration[part], path + "." + part);
}

/**
 * @param {OptionError[]} errors
 * @param {unknown} properties By name, the word of a kind.
 * @param {string} path
 */
function checkProperties(errors, properties, path) {
  if (isObject(properties)) {
    for (const [name, kind] of Object.entries(properties)) {
      // A name of the plan keeps the plan's type.
      const isRight = KINDS.includes(kind) && (PROPERTY_KINDS.get(name) ?? kind) === kind;
      const fault =
        nameFault(name, plan.nameBytes) ||
        (UNSAFE.test(name) && "could change prototypes") ||
        (!isRight && "must be a type of the plan");
      if (fault) refuse(errors, path + "." + shortened(name), fault);
    }
  } else if (properties != null) refuse(errors, path, "must be an object");
}

/**
 * What is wrong with a name that Customer.io is to keep, if anything.
 *
 * @param {string} name
 * @param {number} maxBytes
 */
function nameFault(name, maxBytes) {
  if (!name) return "a name is empty";
  return new TextEncoder().encode(name).length > maxBytes ? `has over ${maxBytes} bytes` : "";
}

/**
 * @param {OptionError[]} errors
 * @param {string} path Below the option.
 * @param {string} allowed
 */
function refuse(errors, path, allowed) {
  errors.push({ option: "customEvents." + path, allowed });
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The name as it stands in a path, whose length is bounded.
 *
 * @param {string} name
 */
const shortened = (name) => name.slice(0, plan.nameBytes);
