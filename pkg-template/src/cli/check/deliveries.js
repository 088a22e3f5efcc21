// Recognises the requests that carry events to Customer.io, or to what stands in its place, and the requests
// of other trackers.

/** @typedef {{ name: string, url: RegExp, sends: "customerio" | "maybe" | "other" }} KnownTracker */

const CUSTOMER_IO = /^(cdp(-eu)?|track(-eu)?)\.customer\.io$/;

/** @type {KnownTracker[]} */
export const TRACKERS = [
  {
    name: "Customer.io's own script",
    url: /\/v1\/analytics-js\/|customerio-analytics|assets\.customer\.io\/assets\/track/,
    sends: "customerio",
  },
  { name: "Segment", url: /(cdn|api)\.segment\.(io|com)\//, sends: "maybe" },
  { name: "RudderStack", url: /\.(rudderlabs|rudderstack)\.com\//, sends: "maybe" },
  { name: "Jitsu", url: /\.jitsu\.com\//, sends: "maybe" },
  {
    name: "Google Analytics",
    url: /(google-analytics|analytics\.google)\.com\/|googletagmanager\.com\/gtag\//,
    sends: "other",
  },
  { name: "Google Tag Manager", url: /googletagmanager\.com\/gtm\.js/, sends: "maybe" },
  { name: "Klaviyo", url: /\.klaviyo\.com\//, sends: "other" },
  { name: "Meta", url: /connect\.facebook\.net\/|facebook\.com\/tr\b/, sends: "other" },
  { name: "TikTok", url: /analytics\.tiktok\.com\//, sends: "other" },
  { name: "Pinterest", url: /ct\.pinterest\.com\/|s\.pinimg\.com\/ct\//, sends: "other" },
  { name: "Microsoft Ads or Clarity", url: /bat\.bing\.com\/|clarity\.ms\//, sends: "other" },
  { name: "Snapchat", url: /sc-static\.net\/scevent|tr\.snapchat\.com\//, sends: "other" },
  { name: "PostHog", url: /posthog\.com\//, sends: "other" },
  { name: "Mixpanel", url: /\.mixpanel\.com\//, sends: "other" },
  { name: "Amplitude", url: /\.amplitude\.com\//, sends: "other" },
  { name: "Matomo", url: /matomo\.(js|php)|piwik\.(js|php)/, sends: "other" },
  { name: "Plausible", url: /plausible\.io\//, sends: "other" },
  { name: "Hotjar", url: /\.hotjar\.(com|io)\//, sends: "other" },
  { name: "Attentive", url: /\.attn\.tv\//, sends: "other" },
  { name: "Omnisend", url: /omnisnippet|omnisend\.com\//, sends: "other" },
];

/**
 * Whether a request carries events to Customer.io, or to a proxy or a server in its place.
 * @param {{ url: string, method: string, body: string }} request
 */
export function isDelivery({ url, method, body }) {
  if (method !== "POST") return false;
  const { hostname, pathname } = new URL(url);
  if (CUSTOMER_IO.test(hostname)) return true;
  return /\/v1\/(b|batch)$/.test(pathname) || Boolean(messagesOf(body));
}

/**
 * The messages of a body that is a batch for Customer.io, or undefined.
 * @param {string} body
 * @returns {any[] | undefined}
 */
export function messagesOf(body) {
  if (!body.startsWith("{")) return undefined;
  try {
    const { batch } = JSON.parse(body);
    const isBatch =
      Array.isArray(batch) && batch.length && batch.every((one) => typeof one?.type === "string");
    return isBatch ? batch : undefined;
  } catch (error) {
    return undefined;
  }
}

/**
 * Whether shoptrail made the message.
 * @param {any} message
 */
export function isShoptrail(message) {
  return /^shoptrail/.test(message?.context?.library?.name ?? "");
}
