// The adapters: `import shopify from "shoptrail/adapters/shopify"`, then
// `createTracker({ writeKey: "…", adapters: [shopify] })`.

import type { Adapter } from "./index.js";

declare const adapter: Adapter;
export default adapter;
