// Segment's analytics.js as a shop bundles it from npm, pointed at the stand-in. Its settings are part of the
// script, which saves the request that a shop's page makes for them. contestants.mjs bundles this file.

import { AnalyticsBrowser } from "@segment/analytics-next";

const { writeKey, apiHost } = document.currentScript.dataset;
const analytics = AnalyticsBrowser.load(
  {
    writeKey,
    cdnSettings: {
      integrations: { "Segment.io": { apiKey: writeKey, apiHost, protocol: "http" } },
      metrics: { sampleRate: 0 },
    },
  },
  { initialPageview: false },
);
window.bench.start((properties) => analytics.track("Product Viewed", properties));
