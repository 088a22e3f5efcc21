// `shoptrail/vue`.

import type { Options, Tracker } from "./index.js";

/** `app.use(shoptrail, options)`. Templates have the tracker as `$shoptrail`. */
declare const plugin: {
  install(
    app: { provide(key: symbol, value: unknown): unknown; config: { globalProperties: object } },
    options: Options,
  ): void;
};
export default plugin;

/**
 * The app's tracker, in `setup`. Where the plugin was not used it returns a tracker that does nothing, and
 * reports an error on the console.
 */
export declare function useShoptrail(): Tracker;
