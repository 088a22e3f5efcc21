// Vue and Nuxt: a plugin that makes the page's tracker, and a function that gives it to a component.
import { inject } from "vue";
import { createTracker } from "shoptrail";
import { createTracker as createSilentTracker } from "./noop.js";

const KEY = Symbol("shoptrail");

/**
 * `app.use(shoptrail, options)`, with the options of `createTracker`. Templates have the tracker as
 * `$shoptrail`.
 */
export default {
  /**
   * @param {import("vue").App} app
   * @param {import("shoptrail").Options} options
   */
  install(app, options) {
    const tracker = createTracker(options);
    app.provide(KEY, tracker);
    app.config.globalProperties.$shoptrail = tracker;
  },
};

/**
 * The app's tracker, in `setup`. Where the plugin was not used it returns a tracker that does nothing, and
 * reports an error on the console.
 */
export function useShoptrail() {
  const tracker = /** @type {import("shoptrail").Tracker | null} */ (inject(KEY, null));
  if (!tracker) console.error("useShoptrail: this app does not use the plugin of shoptrail/vue");
  return tracker ?? createSilentTracker();
}
