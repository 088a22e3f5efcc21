// What the doctor finds in the page around the tracker: its policy, its consent manager and its platform.

/** @import { Facts, Visit } from "./walk.js" */
/** @import { Add } from "./findings.js" */

/** Consent managers on the page, and the word of `consentFrom` for each. @type {Record<string, string>} */
const MANAGER_WORDS = {
  OneTrust: "onetrust",
  Cookiebot: "cookiebot",
  Usercentrics: "usercentrics",
  Didomi: "didomi",
  Klaro: "klaro",
  "vanilla-cookieconsent": "cookieconsent",
  "IAB TCF": "tcf",
  "IAB GPP": "gpp",
  "WP Consent API": "wordpress",
  "Shopify customer privacy": "shopify",
  "Google consent mode": "google",
};

/**
 * @param {Visit} visit
 * @param {Add} add
 */
export function policyFindings({ policyIssues, steps, requests }, add) {
  const [{ facts, policy }] = steps;
  if (!policy) return add("ok", "policy", "the page has no Content Security Policy");
  const given = String(facts.options.endpoint ?? "");
  const endpoint = new URL(URL.canParse(given) ? given : "https://cdp.customer.io");
  const [tag] = facts.tags;
  const seen = new Set();
  for (const { directive, blocked, type } of policyIssues) {
    const key = `${directive} ${blocked} ${type}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (/wasm/i.test(type)) {
      const hasFallback = requests.some(
        ({ url, status }) => /\/compat(-url)?\.js/.test(url) && status === 200,
      );
      add(
        facts.diagnostics?.on ? "info" : "problem",
        "policy",
        `it forbids WebAssembly${hasFallback ? "; the fallback runs instead" : ""}`,
        "Add 'wasm-unsafe-eval' to script-src.",
      );
    } else if (
      directive.startsWith("connect-src") &&
      (blocked.startsWith(endpoint.origin) || isCustomerIo(blocked))
    )
      add(
        "problem",
        "policy",
        `connect-src forbids ${blocked}`,
        `Add ${new URL(blocked).origin} to connect-src.`,
      );
    else if (tag?.src && blocked.startsWith(new URL(tag.src).origin))
      add(
        "problem",
        "policy",
        `${directive} forbids ${blocked}`,
        `Add ${new URL(blocked).origin} to ${directive}.`,
      );
    else if (type === "kInlineViolation" && directive.startsWith("script-src") && !facts.hasTracker)
      add(
        "problem",
        "policy",
        "it forbids inline scripts, so the stub does not run",
        "Give the stub a nonce.",
      );
    else
      add("info", "policy", `${directive} forbids ${blocked || "inline code"}, which is not the tracker's`);
  }
  if (!seen.size) add("ok", "policy", "it allows all that the tracker does");
}

/** @param {string} url */
function isCustomerIo(url) {
  return /^https:\/\/cdp(-eu)?\.customer\.io/.test(url);
}

/**
 * @param {Visit} visit
 * @param {{ hasConsent: boolean }} how
 * @param {Add} add
 */
export function consentFindings({ steps }, { hasConsent }, add) {
  const { facts } = steps[steps.length - 1];
  const { diagnostics, managers, gpc } = facts;
  const { consentFrom } = facts.options;
  const from = consentFrom === undefined ? undefined : String(consentFrom);
  const state = diagnostics?.consent;
  if (state) add("info", "consent", `analytics ${state.analytics}, marketing ${state.marketing}`);
  if (diagnostics?.queued && state?.analytics === "pending")
    add("info", "consent", `${diagnostics.queued} calls wait for the answer`, "Run it with --grant-consent.");
  if (hasConsent) add("info", "consent", "the doctor has answered for the shopper: --grant-consent");
  if (gpc) add("info", "consent", "the browser sends Global Privacy Control");
  if (from !== undefined) add("ok", "consent", `it follows ${from}`);
  if (managers.length) {
    const words = managers.map((name) => MANAGER_WORDS[name]);
    const isFollowed = from !== undefined && words.some((word) => from.includes(word));
    if (isFollowed) add("ok", "consent", `on the page: ${managers.join(", ")}`);
    else if (facts.tags.length)
      add(
        "warning",
        "consent",
        `on the page: ${managers.join(", ")}; the tracker does not follow it`,
        `data-consent-from="${words[0]}"`,
      );
    else add("info", "consent", `on the page: ${managers.join(", ")}`);
  }
}

/** Files that adapters import; they are no adapters. */
const SHARED_FILES = [
  "cart-changes",
  "data-layer",
  "forms",
  "json-ld",
  "schema-org",
  "structured-data",
  "woocommerce-cart",
];

/**
 * @param {Visit} visit
 * @param {Add} add
 */
export function adapterFindings({ steps, requests }, add) {
  const platforms = [...new Set(steps.flatMap(({ facts }) => facts.platforms))];
  const loaded = requests.flatMap(({ url, status }) => {
    const [, name] = /\/adapters\/([\w-]+)\.js/.exec(url) ?? [];
    return name && status === 200 && !SHARED_FILES.includes(name) ? [name] : [];
  });
  add("info", "adapters", `signs of ${platforms.join(", ") || "no platform that adapters know"}`);
  if (loaded.length) add("ok", "adapters", `loaded: ${[...new Set(loaded)].join(", ")}`);
  else if (steps[0].facts.tags.length && steps[0].facts.diagnostics?.on)
    add("info", "adapters", "none loaded: the shop calls track() itself, or data-adapters leaves them out");
  const last = steps[steps.length - 1].facts.diagnostics;
  if (last?.overlaps)
    add("info", "adapters", `${last.overlaps} actions were reported by two sources and counted once`);
}
