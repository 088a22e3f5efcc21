// Vue and Nuxt: a plugin that makes the page's tracker, and the way to it from a component.
import { inject } from "vue";
import { createTracker } from "shoptrail";
import { createTracker as silent } from "./noop.js";

const KEY = Symbol("shoptrail");

/** `app.use(shoptrail, options)`: the options of `createTracker`. In templates it is `$shoptrail`. */
export default {
  install(app, options) {
    const shop = createTracker(options);
    app.provide(KEY, shop);
    app.config.globalProperties.$shoptrail = shop;
  },
};

/** The app's tracker, in `setup`; where the plugin was not used, one that does nothing, and a word on the console. */
export function useShoptrail() {
  const shop = inject(KEY, null);
  if (!shop) console.error("useShoptrail: this app does not use the plugin of shoptrail/vue");
  return shop ?? silent();
}
