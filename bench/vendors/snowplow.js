// Snowplow's tracker as a shop bundles it from npm, with its defaults, pointed at the stand-in.
// contestants.mjs bundles this file.

import { newTracker, trackSelfDescribingEvent } from "@snowplow/browser-tracker";

newTracker("sp", document.currentScript.dataset.api, { appId: "shop" });
const schema = "iglu:com.example.shop/product_viewed/jsonschema/1-0-0";
window.bench.start((data) => trackSelfDescribingEvent({ event: { schema, data } }));
