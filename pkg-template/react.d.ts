// `shoptrail/react`.

import type { ReactNode } from "react";
import type { Options, Tracker } from "./index.js";

/**
 * Makes the page's tracker around an app. The first options count. It may render twice (StrictMode), or on a
 * server.
 */
export declare function Shoptrail(props: Options & { children?: ReactNode }): ReactNode;

/**
 * The tracker of the `<Shoptrail>` around a component. Without one it returns a tracker that does nothing,
 * and reports an error on the console.
 */
export declare function useShoptrail(): Tracker;
