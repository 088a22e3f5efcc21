// Reads the shopper's consent where a consent manager keeps it, and tells the tracker whenever it changes. By option `consentFrom`: names from
// SOURCES. A source that is not on the page says nothing. What several say is taken at its strictest: denied, else pending, else granted.
//
// Each source is `(world, tell) => tries`: `world` is the window, `tell({analytics, marketing})` takes words or nothing for what it does not
// know, and `tries()` connects to the page's API, true once it has; it is tried again until then.

const GRANTED = "granted";
const PENDING = "pending";
const DENIED = "denied";
const ORDER = [DENIED, PENDING, GRANTED];
// A consent manager that has not come by then will not come.
const TRIES = 60;
const TRY_MS = 1000;

const word = (yes, no) => (yes ? GRANTED : no ? DENIED : PENDING);

export const SOURCES = {
  // https://shopify.dev/docs/api/customer-privacy: "" in currentVisitorConsent is no answer; then the law of the place decides.
  shopify(world, tell) {
    const { document } = world;
    const look = () => {
      const api = world.Shopify?.customerPrivacy;
      if (!api?.analyticsProcessingAllowed) return;
      const said = api.currentVisitorConsent?.() || {};
      tell({
        analytics: word(api.analyticsProcessingAllowed(), said.analytics === "no"),
        marketing: word(api.marketingAllowed?.(), said.marketing === "no"),
      });
      return true;
    };
    document.addEventListener("visitorConsentCollected", ({ detail }) => {
      const { analyticsAllowed: analytics, marketingAllowed: marketing } = detail || {};
      if (detail) tell({ analytics: word(analytics, true), marketing: word(marketing, true) });
    });
    // The page's own API, or Hydrogen's.
    document.addEventListener("shopifyCustomerPrivacyApiLoaded", look);
    let asked;
    return () => {
      if (look()) return true;
      const { Shopify } = world;
      if (!asked && Shopify?.loadFeatures) {
        asked = true;
        Shopify.loadFeatures([{ name: "consent-tracking-api", version: "0.1" }], look);
      }
    };
  },

  // Consent mode v2: gtag("consent", "default" | "update", {…}) as it lies in dataLayer. A default is what holds until the shopper answers, so
  // "denied" there is pending. A default for some regions counts when it is the stricter one: where the shopper is, we do not know.
  google(world, tell) {
    const state = {};
    let layer;
    const take = (entry) => {
      if (entry?.[0] !== "consent" || !/^(default|update)$/.test(entry[1])) return;
      const fallback = entry[1] === "default";
      for (const [name, own] of [
        ["analytics_storage", "analytics"],
        ["ad_storage", "marketing"],
      ]) {
        const said = entry[2]?.[name];
        if (said !== GRANTED && said !== DENIED) continue;
        const next = fallback && said === DENIED ? PENDING : said;
        if (!fallback || next !== GRANTED || !(state[own] || entry[2].region)) state[own] = next;
      }
      if (state.analytics || state.marketing) tell(state);
    };
    return () => {
      if (layer === (layer = world.dataLayer) || !layer?.push) return !!layer;
      const { push } = layer;
      for (const entry of [...layer]) take(entry);
      layer.push = function (...entries) {
        const result = push.apply(this, entries);
        try {
          entries.forEach(take);
        } catch (error) {
          // An entry that cannot be read is no answer; the page's call is done already.
        }
        return result;
      };
      return true;
    };
  },

  // https://github.com/WordPress/wp-consent-level-api: a category without a cookie has no answer.
  wordpress(world, tell) {
    const read = (category) => {
      const cookie = world.consent_api_get_cookie?.(`${world.consent_api?.cookie_prefix}_${category}`);
      return word(world.wp_has_consent(category), cookie === "deny");
    };
    const look = () => {
      if (!world.wp_has_consent) return;
      tell({ analytics: read("statistics"), marketing: read("marketing") });
      return true;
    };
    world.document.addEventListener("wp_consent_type_defined", look);
    world.document.addEventListener("wp_listen_for_consent_change", ({ detail }) => {
      const said = (category) => detail?.[category] && word(detail[category] === "allow", true);
      tell({ analytics: said("statistics"), marketing: said("marketing") });
    });
    return look;
  },

  // IAB TCF 2.2. Analytics: purposes 1 (store on the device) and 8 (measure content). Marketing: 1 and 7 (measure advertising). Consent
  // alone counts, not legitimate interest.
  tcf(world, tell) {
    return () => {
      if (!world.__tcfapi) return;
      world.__tcfapi("addEventListener", 2, (data, success) => {
        if (!success || !data) return;
        if (data.gdprApplies === false) return tell({ analytics: GRANTED, marketing: GRANTED });
        if (/^(tcloaded|useractioncomplete)$/.test(data.eventStatus))
          tell(purposes((number) => data.purpose?.consents?.[number]));
        else if (!data.tcString) tell({ analytics: PENDING, marketing: PENDING });
      });
      return true;
    };
  },

  // IAB GPP 1.1. The European section (2) as TCF. A section of the United States lets shoppers opt out of sale, sharing and targeted
  // advertising: whoever did has denied marketing.
  gpp(world, tell) {
    return () => {
      if (!world.__gpp) return;
      const take = (ping) => {
        if (ping?.signalStatus !== "ready") return;
        const said = {};
        const sections = ping.parsedSections || {};
        for (const name of Object.keys(sections)) {
          const parts = [].concat(sections[name]);
          if (name === "tcfeuv2") {
            const given =
              parts.map((part) => part?.PurposeConsents || part?.PurposeConsent).find(Boolean) || [];
            Object.assign(
              said,
              purposes((number) => (Array.isArray(given) ? given[number - 1] : given[number])),
            );
          } else if (/^us/.test(name)) {
            // The oldest, uspv1, is a text such as 1YNN, or its letters by name.
            const out = parts.some(
              (part) =>
                /^..Y/.test(part) ||
                (part &&
                  (part.Gpc === true ||
                    part.OptOutSale === "Y" ||
                    ["SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut"].some(
                      (key) => part[key] === 1,
                    ))),
            );
            said.analytics ??= GRANTED;
            if (out || !said.marketing) said.marketing = out ? DENIED : GRANTED;
          }
        }
        const applies = ping.applicableSections || [];
        if (said.analytics) tell(said);
        // 0 and -1: ready, and no law that GPP knows applies here.
        else if (applies.length && applies.every((id) => id <= 0))
          tell({ analytics: GRANTED, marketing: GRANTED });
      };
      world.__gpp("addEventListener", (event) => take(event?.pingData));
      world.__gpp("ping", take);
      return true;
    };
  },
};

function purposes(has) {
  return { analytics: word(has(1) && has(8), true), marketing: word(has(1) && has(7), true) };
}

/** Listens to the sources named, and calls `report({analytics, marketing})` with what they say together, as often as it changes. */
export function listen(world, names, report) {
  const said = {};
  let last;
  let together = true;
  // What the browser asks of everybody (see `gpc` and `dnt`) is not for a source to overrule; the shop's own `setConsent` may.
  const tell = () => {
    const answer = {};
    for (const of of ["analytics", "marketing"]) {
      const words = Object.values(said).map((each) => each[of]);
      answer[of] = ORDER.find((each) => words.includes(each));
    }
    if (together || last === (last = JSON.stringify(answer))) return;
    if (answer.analytics || answer.marketing) report(answer);
  };
  const waiting = names
    .filter((name) => SOURCES[name])
    .map((name) =>
      SOURCES[name](world, (answer) => {
        said[name] = { ...said[name], ...JSON.parse(JSON.stringify(answer)) };
        tell();
      }),
    );
  let tries = 0;
  const attempt = () => {
    for (const connect of waiting.splice(0)) {
      let done;
      try {
        done = connect();
      } catch (error) {
        // A consent manager that fails has said nothing.
      }
      if (!done) waiting.push(connect);
    }
    if (waiting.length && tries++ < TRIES) world.setTimeout(attempt, TRY_MS);
  };
  attempt();
  // At first all that answer at once speak together: a grant that the next one takes back would have sent something.
  together = false;
  tell();
}

export default function (shop, { consentFrom, gpc, dnt = "false" }) {
  const asksNoSale = navigator.globalPrivacyControl === true && String(gpc) !== "false";
  const asksNothing = navigator.doNotTrack === "1" && String(dnt) !== "false";
  listen(window, String(consentFrom).match(/\w+/g) || [], ({ analytics, marketing }) => {
    const granted = (answer, unless) => (unless && answer === GRANTED ? DENIED : answer);
    shop.setConsent({
      analytics: granted(analytics, asksNothing),
      marketing: granted(marketing, asksNothing || asksNoSale),
    });
  });
}
