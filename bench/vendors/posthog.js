// PostHog as a shop bundles it from npm, pointed at the stand-in. All that nobody asked for is off: automatic
// capture, recordings, surveys, flags. contestants.mjs bundles this file.

import posthog from "posthog-js";

const { writeKey, api } = document.currentScript.dataset;
posthog.init(writeKey, {
  api_host: api,
  autocapture: false,
  capture_pageview: false,
  capture_pageleave: false,
  capture_performance: false,
  capture_exceptions: false,
  capture_heatmaps: false,
  capture_dead_clicks: false,
  rageclick: false,
  disable_session_recording: true,
  disable_surveys: true,
  disable_web_experiments: true,
  disable_external_dependency_loading: true,
  advanced_disable_flags: true,
  // The bench drives the browser, which PostHog would take for a robot's.
  opt_out_useragent_filter: true,
});
window.bench.start((properties) => posthog.capture("product_viewed", properties));
