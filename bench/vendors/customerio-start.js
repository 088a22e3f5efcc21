// Customer.io's own SDK as a shop bundles it from npm, pointed at the stand-in. The settings are part of the
// script, which saves the SDK the request that a shop's page makes before its first event. Its metrics stay
// off. contestants.mjs bundles this file.

import { AnalyticsBrowser } from "@customerio/cdp-analytics-browser";

const { writeKey, apiHost } = document.currentScript.dataset;
const analytics = AnalyticsBrowser.load(
  {
    writeKey,
    cdnSettings: {
      integrations: { "Customer.io Data Pipelines": { apiKey: writeKey, apiHost, protocol: "http" } },
      metrics: { sampleRate: 0 },
    },
  },
  { initialPageview: false },
);
window.bench.start((properties) => analytics.track("Product Viewed", properties));
