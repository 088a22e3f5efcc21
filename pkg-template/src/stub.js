// The inline stub: keeps every call made before the script has arrived, with its own time, URL, title and referrer, and saves what it
// kept if the shopper leaves first. Budget: 1.2 KB gzip. ES5 on purpose: it must parse wherever the page does.
(function (window, document) {
  var shop = window.shoptrail;
  if (shop && (shop.q || shop.live)) return;
  var KEY = "shoptrail.q";
  var queue = [];
  var left;
  // What Shopify's storefront events say before their adapter is there; it hears them from here from then on.
  var raw = [];
  // What went to storage while this page lives: parts that come before it is judged hear of it all the same.
  var moved = [];
  shop = window.shoptrail = { q: queue, raw: raw, moved: moved };

  function keep(method, args) {
    try {
      // A copy, because themes reuse the objects they pass.
      args = JSON.parse(JSON.stringify(args));
    } catch (error) {
      // Functions, cycles: kept as they are, and judged when the core reads them.
    }
    if (queue.length + moved.length < 500)
      queue.push([method, args, Date.now(), location.href, document.title, document.referrer]);
    // A late listener of the same `pagehide`.
    if (left) save();
  }

  // As in privacy.js: the shopper's last answer, else the stored one, else the shop's option.
  function mayKeep(options) {
    var from = options.consentFrom;
    var said = options.consent || (from ? "pending" : "granted");
    if (said == "pending" && !from && /"analytics":"granted"/.test(localStorage["shoptrail.consent"]))
      said = "granted";
    if (navigator.doNotTrack == "1" && /^(true)?$/.test(options.dnt)) said = "denied";
    queue.forEach(function (call) {
      var word = call[0] == "setConsent" ? call[1][0] : 0;
      if (word && "analytics" in Object(word)) word = word.analytics;
      if (/^(true|granted)$/.test(word)) said = "granted";
      if (/^(false|denied|pending)$/.test(word)) said = "denied";
    });
    return said == "granted";
  }

  function save() {
    if (shop.live || document.prerendering) return;
    try {
      // Without a tag nobody said what may be stored: a consent manager may hold the tag back, or insert it when it has an answer.
      var tag = document.querySelector("script[data-write-key]");
      if (!tag || /plain/.test(tag.type)) return;
      if (!mayKeep(tag.dataset)) {
        // Denied meanwhile.
        if (moved[0]) localStorage.removeItem(KEY);
        queue.unshift.apply(queue, moved.splice(0));
        return;
      }
      // Listeners and promises are this page's own.
      var calls = queue.filter(function (call) {
        return call[3];
      });
      if (calls[0]) {
        var text = localStorage[KEY] || "[]";
        // Behind this page's own it goes unread: a theme may call in a loop.
        localStorage[KEY] =
          left && /]]$/.test(text)
            ? text.slice(0, -1) + "," + JSON.stringify(calls).slice(1)
            : JSON.stringify(JSON.parse(text).concat(calls).slice(-500));
      }
      left = 1;
      queue.splice(0).forEach(function (call) {
        (call[3] ? moved : queue).push(call);
      });
      // Scripts before 0.1.0 took an empty queue for a page without a stub, and counted its view again.
      if (!queue[0]) queue.push(["diagnostics", [], Object]);
    } catch (error) {
      // Storage is blocked or full: the calls wait here, and end with the page as they would without us.
    }
  }

  // The landing: where this page view began, even if the address changes before the script runs.
  keep("page", [0]);

  "track page identify reset".replace(/\w+/g, function (method) {
    shop[method] = function stub() {
      // A page may have kept this function from before.
      if (shop[method] != stub) return shop[method].apply(shop, arguments);
      keep(method, [].slice.call(arguments));
      return { ok: true, queued: true };
    };
  });
  "flush ready on profile diagnostics setConsent forget link".replace(/\w+/g, function (method) {
    shop[method] = function stub() {
      var args = [].slice.call(arguments);
      if (shop[method] != stub) return shop[method].apply(shop, args);
      if (method == "link") return args[0];
      if (method == "on") {
        var off = [];
        queue.push([method, args, off]);
        return function () {
          off[0] = 1;
        };
      }
      if (method == "profile") return { recommend: null };
      if (method == "diagnostics") return { on: false, off_reason: "loading", queued: queue.length };
      if (method == "forget") ((method = "setConsent"), (args = ["denied"]));
      return new Promise(function (resolve) {
        queue.push([method, args, resolve]);
        if (left) save();
      });
    };
  });

  "product:view collection:view search:update cart:view cart:lines-update".replace(/\S+/g, function (type) {
    document.addEventListener("shopify:" + type, function (event) {
      if (raw.length < 100) raw.push(event);
    });
  });
  addEventListener("pagehide", save);
  // WebKit says nothing of a page that is left before its load event, which a late script holds up.
  document.addEventListener("readystatechange", function () {
    setTimeout(save);
  });
  // Phones end hidden tabs without another word.
  addEventListener("visibilitychange", function () {
    if (document.visibilityState == "hidden") save();
  });
})(window, document);
