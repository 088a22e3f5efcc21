// What old libraries do to a page's built-ins, as scripts: the functions of Prototype, MooTools and Datejs
// that change what a script can rely on. They are written after what those libraries do, not copied.
// page-javascript-*.test.mjs puts them before the stub, between the stub and the script, or after the script.

/** Prototype 1.6: `toJSON` of arrays, dates, texts and numbers gives JSON text, and more. */
export const PROTOTYPE = `(function () {
  Object.extend = function (to, from) { for (var name in from) to[name] = from[name]; return to; };
  Object.extend(Object, {
    toJSON: function (value) {
      switch (typeof value) {
        case "undefined": case "function": case "unknown": return;
        case "boolean": return value.toString();
      }
      if (value === null) return "null";
      if (value.toJSON) return value.toJSON();
      var results = [];
      for (var name in value) {
        var text = Object.toJSON(value[name]);
        if (text !== undefined) results.push(name.toJSON() + ": " + text);
      }
      return "{" + results.join(", ") + "}";
    },
    keys: function (of) { var keys = []; for (var name in of) keys.push(name); return keys; },
    values: function (of) { var values = []; for (var name in of) values.push(of[name]); return values; },
    clone: function (of) { return Object.extend({}, of); },
    isArray: function (of) { return of != null && typeof of == "object" && "splice" in of && "join" in of; },
  });
  window.$A = function (list) {
    if (!list) return [];
    if (list.toArray) return list.toArray();
    var length = list.length || 0, results = new Array(length);
    while (length--) results[length] = list[length];
    return results;
  };
  Array.from = window.$A;
  var each = function (work, context) {
    for (var index = 0; index < this.length; index++) work.call(context, this[index], index);
    return this;
  };
  var collect = function (work, context) {
    var results = [];
    this.each(function (value, index) { results.push((work || Prototype.K).call(context, value, index)); });
    return results;
  };
  var findAll = function (work, context) {
    var results = [];
    this.each(function (value, index) { if (work.call(context, value, index)) results.push(value); });
    return results;
  };
  var toArray = function () { return [].concat(this); };
  var natively = Array.prototype.reverse;
  window.Prototype = { K: function (value) { return value; } };
  Object.extend(Array.prototype, {
    each: each, _each: each, forEach: each, collect: collect, map: collect, findAll: findAll, select: findAll,
    filter: findAll, toArray: toArray, entries: toArray, clone: toArray,
    inject: function (memo, work) { this.each(function (value) { memo = work(memo, value); }); return memo; },
    find: function (work) { return this.findAll(work)[0]; },
    all: function (work) { return this.findAll(work).length == this.length; },
    any: function (work) { return this.findAll(work || Prototype.K).length > 0; },
    include: function (value) { return this.indexOf(value) >= 0; },
    reverse: function (inline) { return natively.call(inline !== false ? this : this.toArray()); },
    reduce: function () { return this.length > 1 ? this : this[0]; },
    first: function () { return this[0]; }, last: function () { return this[this.length - 1]; },
    compact: function () { return this.findAll(function (value) { return value != null; }); },
    toJSON: function () {
      var results = [];
      this.each(function (value) {
        var text = Object.toJSON(value);
        if (text !== undefined) results.push(text);
      });
      return "[" + results.join(", ") + "]";
    },
  });
  Array.prototype.every = Array.prototype.all;
  Array.prototype.some = Array.prototype.any;
  Object.extend(String.prototype, {
    inspect: function () { return '"' + this.replace(/["\\\\]/g, "\\\\$&") + '"'; },
    toJSON: function () { return this.inspect(); },
    strip: function () { return this.replace(/^\\s+/, "").replace(/\\s+$/, ""); },
    startsWith: function (text) { return this.indexOf(text) === 0; },
    endsWith: function (text) {
      var at = this.length - text.length;
      return at >= 0 && this.lastIndexOf(text) === at;
    },
    toArray: function () { return this.split(""); },
    empty: function () { return this == ""; },
  });
  Number.prototype.toJSON = function () { return isFinite(this) ? this.toString() : "null"; };
  var pad = function (number) { return number < 10 ? "0" + number : number; };
  Date.prototype.toJSON = function () {
    return '"' + this.getUTCFullYear() + "-" + pad(this.getUTCMonth() + 1) + "-" + pad(this.getUTCDate()) +
      "T" + pad(this.getUTCHours()) + ":" + pad(this.getUTCMinutes()) + ":" +
      pad(this.getUTCSeconds()) + 'Z"';
  };
  var slice = Array.prototype.slice;
  Object.extend(Function.prototype, {
    bind: function (context) {
      if (arguments.length < 2 && context === undefined) return this;
      var method = this, first = slice.call(arguments, 1);
      return function () { return method.apply(context, first.concat($A(arguments))); };
    },
    curry: function () { return this; },
    defer: function () { return setTimeout(this, 10); },
  });
  window.Hash = function (object) { this._object = object; };
  Hash.prototype.toJSON = function () { return Object.toJSON(this._object); };
})();`;

/** MooTools 1.2: methods of built-ins that any loop over an array finds, `Array.from`, `bind`, `JSON`. */
export const MOOTOOLS = `(function () {
  window.$splat = function (value) { return value == null ? [] : Array.isArray(value) ? value : [value]; };
  var slice = Array.prototype.slice;
  Array.from = function (item) {
    if (item == null) return [];
    return typeof item != "string" && typeof item.length == "number" ? slice.call(item) : [item];
  };
  Array.clone = function (item) { return slice.call(item); };
  Array.each = function (list, work, context) { Array.prototype.forEach.call(list, work, context); };
  var members = {
    each: Array.prototype.forEach,
    clean: function () { return this.filter(function (value) { return value != null; }); },
    associate: function (keys) { return keys; },
    contains: function (value, from) { return this.indexOf(value, from) != -1; },
    extend: function (other) { for (var i = 0; i < other.length; i++) this.push(other[i]); return this; },
    getLast: function () { return this.length ? this[this.length - 1] : null; },
    include: function (value) { if (!this.contains(value)) this.push(value); return this; },
    erase: function (value) { for (var i = this.length; i--;) if (this[i] === value) this.splice(i, 1); },
    empty: function () { this.length = 0; return this; },
    flatten: function () { return [].concat.apply([], this); },
    link: function () {},
  };
  for (var name in members) Array.prototype[name] = members[name];
  Function.prototype.extend = function (properties) {
    for (var property in properties) this[property] = properties[property];
    return this;
  };
  Function.prototype.create = function (options) {
    var self = this;
    return function (event) {
      var args = options.arguments;
      args = args != undefined ? $splat(args) : slice.call(arguments, options.event ? 1 : 0);
      return self.apply(options.bind || null, args);
    };
  };
  Function.prototype.bind = function (context, args) {
    return this.create({ bind: context, arguments: args });
  };
  Function.prototype.delay = function (ms) { return setTimeout(this, ms); };
  Function.prototype.attempt = function () { try { return this(); } catch (error) { return null; } };
  String.prototype.trim = function () { return this.replace(/^\\s+|\\s+$/g, ""); };
  String.prototype.contains = function (text) { return this.indexOf(text) > -1; };
  String.prototype.test = function (regex, flags) { return new RegExp(regex, flags).test(this); };
  Number.prototype.limit = function (min, max) { return Math.min(max, Math.max(min, this)); };
  Number.from = function (item) { var number = parseFloat(item); return isFinite(number) ? number : null; };
  Date.now = Date.now || function () { return +new Date(); };
  window.Hash = function (object) { for (var key in object) this[key] = object[key]; };
  Hash.prototype.has = function (key) { return this.hasOwnProperty(key); };
  Hash.prototype.getLength = function () { return 0; };
  window.Element = function (tag, properties) {
    return Object.assign(document.createElement(tag), properties); };
  window.Event = function (event) { this.event = event; };
  window.Request = function (options) { this.options = options; };
  window.JSON = new Hash({
    stringify: JSON.stringify, parse: JSON.parse,
    encode: function (value) { return JSON.stringify(value); },
    decode: function (text) { return eval(text); },
  });
  window.$ = function (id) { return document.getElementById(id); };
})();`;

/** Datejs and date.format.js: dates with other texts, `Date.parse` that gives a date. */
export const DATEJS = `(function () {
  var parse = Date.parse;
  Date.today = function () { return new Date(new Date().setHours(0, 0, 0, 0)); };
  Date.parse = function (text) { var ms = parse(text); return isNaN(ms) ? null : new Date(ms); };
  Date.prototype._toString = Date.prototype.toString;
  Date.prototype.toString = function (format) { return format ? "01/01/2026" : this._toString(); };
  Date.prototype.clone = function () { return new Date(this.getTime()); };
  Date.prototype.toJSONString = function () { return this.toString("yyyy-MM-ddThh:mm:ssZ"); };
  Number.prototype.toOrdinal = function () { return this + "th"; };
})();`;
