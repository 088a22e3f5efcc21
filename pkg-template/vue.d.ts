// `shoptrail/vue`.

import type { Options, Tracker } from "./index.js";

/** `app.use(shoptrail, options)`; `$shoptrail` in templates. */
declare const plugin: { install(app: { provide(key: symbol, value: unknown): unknown; config: { globalProperties: object } }, options: Options): void };
export default plugin;

/** The app's tracker, in `setup`; where the plugin was not used, one that does nothing, and a word on the console. */
export declare function useShoptrail(): Tracker;
