// The inspector's listener. The layout inlines it right behind the snippet, so that it hears the page's first
// calls. It keeps what it hears in `harnessTap.queue` until the inspector sets `harnessTap.sink`. It
// interprets nothing.
(function () {
  var tap = (window.harnessTap = { queue: [], sink: null });
  // The same detail object can arrive twice: through the stub's `on`, and again through the module's.
  var seen = new WeakSet();
  var types = ["call", "request", "outcome", "drop"];
  function isNew(detail) {
    if (typeof detail !== "object" || !detail) return true;
    if (seen.has(detail)) return false;
    seen.add(detail);
    return true;
  }
  function listen() {
    var all = true;
    types.forEach(function (type) {
      try {
        var stop = window.shoptrail.on(type, function (detail) {
          if (!isNew(detail)) return;
          var notification = { type: type, detail: detail, at: Date.now() };
          if (tap.sink) tap.sink(notification);
          else tap.queue.push(notification);
        });
        all = all && typeof stop === "function";
      } catch (error) {
        all = false;
      }
    });
    return all;
  }
  if (!window.shoptrail) return;
  if (listen()) return;
  // The stub may not keep listeners and does not report it: listen again when the module is loaded.
  var tries = 0;
  var timer = setInterval(function () {
    tries += 1;
    if (tries > 200 || (typeof window.shoptrail.diagnostics === "function" && isReady() && (listen(), true)))
      clearInterval(timer);
  }, 25);
  function isReady() {
    try {
      return !!window.shoptrail.diagnostics().counts;
    } catch (error) {
      return false;
    }
  }
})();
