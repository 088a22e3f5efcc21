// Customer.io's own SDK as a shop bundles it from npm, pointed at the collector. Its settings come with the script: the request for them, which a
// shop's page makes before the first event, is spared it here. Its own metrics stay off, so that nothing leaves this machine.

import { AnalyticsBrowser } from "@customerio/cdp-analytics-browser";

const { writeKey, apiHost } = document.currentScript.dataset;
const waiting = window.cio.q;
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
window.cio = analytics;
for (const call of waiting) analytics.track(...call);
