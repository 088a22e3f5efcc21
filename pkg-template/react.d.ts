// `shoptrail/react`.

import type { ReactNode } from "react";
import type { Options, Tracker } from "./index.js";

/** Makes the page's tracker around an app; the first options count. Harmless in StrictMode and on a server. */
export declare function Shoptrail(props: Options & { children?: ReactNode }): ReactNode;

/** The tracker of the `<Shoptrail>` around a component; where there is none, one that does nothing, and a word on the console. */
export declare function useShoptrail(): Tracker;
