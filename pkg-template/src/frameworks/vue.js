// Vue and Nuxt: a plugin that makes the page's tracker, and the way to it from a component.
import { inject } from "vue";
import { createTracker } from "shoptrail";

const KEY = Symbol("shoptrail");

/** `app.use(shoptrail, options)`: the options of `createTracker`. In templates it is `$shoptrail`. */
export default {
  install(app, options) {
    const shop = createTracker(options);
    app.provide(KEY, shop);
    app.config.globalProperties.$shoptrail = shop;
  },
};

/** The app's tracker, in `setup`. */
export function useShoptrail() {
  return inject(KEY);
}
