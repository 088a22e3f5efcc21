// What old or hostile pages do to built-ins, as scripts, by name. With each of these everything arrives as
// on a clean page: page-javascript-*.test.mjs plays them.

import { readFileSync } from "node:fs";
import { DATEJS, MOOTOOLS, PROTOTYPE } from "./old-libraries.mjs";

const library = (path) => readFileSync(new URL(`../../../node_modules/${path}`, import.meta.url), "utf8");
/** The shortest form of what Prototype does. */
const CASE_1A = `Array.prototype.toJSON = function () {
  return "[" + this.map(function (x) { return JSON.stringify(x); }).join(", ") + "]";
};`;
const quiet = (object, name, value) => `Object.defineProperty(${object}, "${name}", {
  __proto__: null, value: ${value}, configurable: true, writable: true });`;
const members = (object, names) =>
  names
    .split(" ")
    .map((name) => `${object}.${name} = function () { return this; };`)
    .join("");

export const ALL = ["before the stub", "between stub and script", "after the script"];
/** `name: [patch, places]`: with this patch everything arrives as on a clean page. Without places: at all. */
export const SAME_AS_CLEAN = {
  "nothing changed": [""],
  "Array.prototype.toJSON": [CASE_1A],
  "Prototype 1.6": [PROTOTYPE],
  "MooTools 1.2": [MOOTOOLS],
  Datejs: [DATEJS],
  "Prototype and MooTools": [PROTOTYPE + MOOTOOLS],
  "zone.js": [library("zone.js/bundles/zone.umd.js")],
  "Array.prototype.toJSON that throws": ["Array.prototype.toJSON = function () { throw new Error('old'); };"],
  "Array.prototype.toJSON that cannot be removed": [
    "Object.defineProperty(Array.prototype, 'toJSON', { value: function () { return 'x'; } });",
  ],
  "Object.prototype.toJSON": ["Object.prototype.toJSON = function () { return '{}'; };"],
  "Object.prototype.toJSON, not enumerable": [
    quiet("Object.prototype", "toJSON", "function () { return '{}'; }"),
  ],
  "toJSON of texts, numbers and booleans": [
    `[String, Number, Boolean].forEach(function (kind) {
      kind.prototype.toJSON = function () { return '"' + this + '"'; }; });`,
  ],
  "a Date.prototype.toJSON with quotes": [
    "Date.prototype.toJSON = function () { return '\"' + this.getTime() + '\"'; };",
  ],
  "a JSON.stringify that hides Prototype's toJSON": [
    CASE_1A +
      `(function (stringify) {
        JSON.stringify = function (value) {
          var toJSON = Array.prototype.toJSON;
          delete Array.prototype.toJSON;
          try { return stringify(value); } finally { Array.prototype.toJSON = toJSON; }
        };
      })(JSON.stringify);`,
  ],
  "JSON.stringify with spaces": [
    "(function (s) { JSON.stringify = function (v, r) { return s(v, r, 2); }; })(JSON.stringify);",
    ["between stub and script", "after the script"],
  ],
  "JSON without stringify and parse": ["window.JSON = {};", ALL.slice(1)],
  "JSON.stringify that returns nothing": ["JSON.stringify = function () {};", ALL.slice(1)],
  "Object.prototype.get and set": [members("Object.prototype", "get set")],
  "names of a property's descriptor on Object.prototype": [
    members("Object.prototype", "get value writable enumerable configurable"),
    ["between stub and script", "after the script"],
  ],
  "enumerable members of Object.prototype": [
    members("Object.prototype", "extend each keys has isEmpty clone size"),
  ],
  "enumerable members of Array.prototype": [members("Array.prototype", "remove unique last contains each")],
  "enumerable members of String.prototype and Function.prototype": [
    members("String.prototype", "trimAll contains") + members("Function.prototype", "extend method inherits"),
  ],
  "Object.keys, values and entries with inherited members": [
    `Object.prototype.each = function () {};
     Object.keys = function (of) { var found = []; for (var name in of) found.push(name); return found; };
     Object.values = function (of) { return Object.keys(of).map(function (name) { return of[name]; }); };
     Object.entries = function (of) {
       return Object.keys(of).map(function (name) { return [name, of[name]]; }); };`,
  ],
  "reduce and reduceRight of Prototype": [
    `Array.prototype.reduce = Array.prototype.reduceRight = function () {
       return this.length > 1 ? this : this[0]; };`,
  ],
  "Array.from of MooTools": [
    "Array.from = function (item) { return item == null ? [] : Array.isArray(item) ? item : [item]; };",
  ],
  "slow map, forEach, filter and indexOf": [
    `Array.prototype.map = function (work, of) { var all = [];
       for (var i = 0; i < this.length; i++) all[i] = work.call(of, this[i], i, this); return all; };
     Array.prototype.forEach = function (work, of) { this.map(work, of); };
     Array.prototype.filter = function (work, of) { var all = [];
       this.forEach(function (one, i) { if (work.call(of, one, i)) all.push(one); }); return all; };
     Array.prototype.indexOf = function (one) {
       for (var i = 0; i < this.length; i++) if (this[i] === one) return i; return -1; };`,
  ],
  "find, keys, entries, values and flat of old libraries": [
    `Array.prototype.find = function (work) { return this.filter(work)[0]; };
     Array.prototype.keys = function () { return Object.keys(this); };
     Array.prototype.entries = Array.prototype.flat = function () { return this; };`,
  ],
  "Function.prototype.bind of Prototype 1.5": [
    `Function.prototype.bind = function () {
       var method = this, args = [].slice.call(arguments), of = args.shift();
       return function () { return method.apply(of, args.concat([].slice.call(arguments))); }; };`,
  ],
  "Function.prototype.bind that forgets arguments": [
    `Function.prototype.bind = function (of) {
       var method = this; return function () { return method.call(of); }; };`,
  ],
  "String.prototype.trim, startsWith and includes of old libraries": [
    `String.prototype.trim = function () { return this.replace(/^\\s+|\\s+$/g, ""); };
     String.prototype.startsWith = function (text) { return this.indexOf(text) == 0; };
     String.prototype.includes = function (text) { return this.indexOf(text) >= 0; };`,
  ],
  "Promise without then of its own": ["window.Promise = undefined;", ALL.slice(1)],
  "a Promise of a library, without all and finally": [
    `window.Promise = function (work) {
       var waiting = [], answer, isDone;
       work(function (value) {
         answer = value; isDone = 1; waiting.forEach(function (one) { one(value); }); });
       this.then = function (next) { if (isDone) next(answer); else waiting.push(next); return this; };
     };`,
  ],
  "setTimeout that is slow": [
    `(function (later) {
       window.setTimeout = function (work, ms) { return later(work, (ms || 0) + 30); }; })(setTimeout);`,
  ],
  "setTimeout that wraps its function and returns an object": [
    `(function (later) { window.setTimeout = function (work) {
       var args = [].slice.call(arguments); args[0] = function () { try { work(); } catch (e) { throw e; } };
       return { id: later.apply(window, args) }; }; })(setTimeout);`,
  ],
  "clearTimeout that throws": ["window.clearTimeout = function () { throw new Error('theirs'); };"],
  "setTimeout that never calls": ["window.setTimeout = function () { return 1; };", ALL.slice(1)],
  "a Date that stands still": [
    `(function (Old) { window.Date = function () { return new Old(1e12); };
       Date.now = function () { return 1e12; };
       Date.prototype = Old.prototype; Date.parse = Old.parse; })(Date);`,
    ALL.slice(1),
  ],
  "Date without now": ["delete Date.now;", ["after the script"]],
  "console without warn and error": ["window.console = { log: function () {} };"],
  "no console": ["window.console = undefined;"],
  "Set and Map of ES5": [
    `window.Set = function () { this.items = []; };
     Set.prototype = { add: function (one) { this.items.push(one); return this; },
       has: function (one) { return this.items.indexOf(one) >= 0; }, delete: function () {},
       forEach: function (work) { this.items.forEach(work); } };`,
    ["after the script"],
  ],
  "Symbol.iterator of old core-js": [
    `(function (own) { Array.prototype[Symbol.iterator] = Array.prototype.values = function () {
       var list = this, at = 0;
       return { next: function () {
         return at < list.length ? { value: list[at++], done: false } : { done: true }; } };
     }; })();`,
  ],
  "frozen prototypes": [
    `[Object, Array, Function, String, Number, Date, RegExp, Error, Promise].forEach(function (kind) {
       Object.freeze(kind.prototype); Object.freeze(kind); }); Object.freeze(JSON); Object.freeze(Math);`,
  ],
  "sealed globals": [
    `[Array.prototype, Object.prototype, JSON, Math, console, navigator, document, location, history]
       .forEach(function (one) { try { Object.seal(one); } catch (e) {} });`,
  ],
  "performance.now that stands still": ["performance.now = function () { return 5; };", ALL.slice(1)],
  "window.name and window.event of the page": ["window.name = 'shoptrail'; window.event = undefined;"],
};
