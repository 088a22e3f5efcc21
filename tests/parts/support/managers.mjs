// Consent managers as their documentation describes their interfaces, for the tests of the part `consent`.
// Each is installed in a window, and answers as a shopper would. Tests in tests/e2e take them into a page.

/** OneTrust's banner script. `active` are the groups that are on before the shopper speaks. */
export function installOneTrust(page, { active = ["C0001"], isClosed = false, ...domain } = {}) {
  const listeners = [];
  const setGroups = (groups) => (page.OnetrustActiveGroups = `,${groups.join(",")},`);
  setGroups(active);
  page.OneTrust = {
    IsAlertBoxClosed: () => isClosed,
    OnConsentChanged: (listener) => listeners.push(listener),
    GetDomainData: () => ({ ConsentModel: { Name: "opt-in" }, ShowAlertNotice: true, ...domain }),
  };
  page.OptanonWrapper?.();
  page.fireAtWindow("OneTrustGroupsUpdated", active);
  return (...groups) => {
    isClosed = true;
    setGroups(groups);
    page.fireAtWindow("OneTrustGroupsUpdated", groups);
    page.OptanonWrapper?.();
    listeners.forEach((listener) => listener({ detail: groups }));
  };
}

/** Cookiebot, under its name or its older one. */
export function installCookiebot(page, { name = "Cookiebot", ...state } = {}) {
  const api = {
    consent: { necessary: true, preferences: false, statistics: false, marketing: false, method: null },
    consented: false,
    declined: false,
    hasResponse: false,
    regulations: { gdprApplies: true, ccpaApplies: false, lgpdApplies: false },
    ...state,
  };
  page[name] = api;
  page.fireAtWindow("CookiebotOnLoad");
  return (statistics, marketing) => {
    Object.assign(api.consent, { statistics, marketing, method: "explicit" });
    Object.assign(api, { hasResponse: true, consented: statistics, declined: !statistics });
    page.fireAtWindow(statistics || marketing ? "CookiebotOnAccept" : "CookiebotOnDecline");
    page.fireAtWindow("CookiebotOnConsentReady");
  };
}

const SERVICES = [
  { id: "e1", name: "Usercentrics", categorySlug: "essential", on: true },
  { id: "a1", name: "Analytics", categorySlug: "functional", on: false },
  { id: "a2", name: "Customer.io", categorySlug: "functional", on: false },
  { id: "m1", name: "Ads", categorySlug: "marketing", on: false },
];

/** Usercentrics 2. The shop chooses the name of the event. */
export function installUsercentrics2(page, options = {}) {
  const { services = SERVICES, event = "ucEvent", isOld = false } = options;
  let { isRequired = true } = options;
  let state = services.map((service) => ({ ...service }));
  let type = "implicit";
  page.UC_UI = {
    isInitialized: () => true,
    isConsentRequired: isOld ? undefined : () => isRequired,
    getServicesBaseInfo: () =>
      state.map(({ on, ...service }) => ({ ...service, consent: { status: on, history: [{ type }] } })),
  };
  page.fireAtWindow("UC_UI_INITIALIZED");
  return (...given) => {
    isRequired = false;
    type = "explicit";
    state = state.map((service) => ({
      ...service,
      on: service.categorySlug === "essential" || given.includes(service.id),
    }));
    page.fireAtWindow(event, { event: "consent_status", type: "explicit", action: "onUpdateServices" });
  };
}

/** Usercentrics 3, which answers with promises. */
export function installUsercentrics3(
  page,
  { services = SERVICES, required = true, isInitialized = true } = {},
) {
  let state = services.map((service) => ({ ...service }));
  let type = "IMPLICIT";
  page.__ucCmp = {
    isInitialized: async () => isInitialized,
    getConsentDetails: async () => ({
      consent: { status: "SOME_ACCEPTED", required, type },
      services: Object.fromEntries(
        state.map(({ id, name, categorySlug, on }) => [
          id,
          { name, category: categorySlug, consent: { given: on, type } },
        ]),
      ),
      categories: {},
    }),
  };
  page.initialize = () => {
    isInitialized = true;
    page.fireAtWindow("UC_UI_INITIALIZED");
  };
  return (...given) => {
    type = "EXPLICIT";
    state = state.map((service) => ({
      ...service,
      on: service.categorySlug === "essential" || given.includes(service.id),
    }));
    page.fireAtWindow("UC_CONSENT", {});
  };
}

/** Didomi, which reads its lists when it starts, and takes additions at once from then on. */
export function installDidomi(
  page,
  { enabled = [], isAsking = true, isOld = false, regulation = "gdpr" } = {},
) {
  let purposes = enabled;
  let hasAnswer = !isAsking;
  const listeners = [];
  const status = (id) => ({ id, enabled: purposes.includes(id) });
  const ids = ["cookies", "measure_content_performance", "measure_ad_performance", "analytics-x1"];
  page.Didomi = isOld
    ? {
        getUserConsentStatusForPurpose: (id) => (hasAnswer ? purposes.includes(id) : undefined),
        shouldConsentBeCollected: () => !hasAnswer,
      }
    : {
        getCurrentUserStatus: () => ({
          regulation,
          purposes: Object.fromEntries(ids.map((id) => [id, status(id)])),
        }),
        shouldUserStatusBeCollected: () => !hasAnswer,
      };
  page.didomiEventListeners = follow(page.didomiEventListeners, (entry) => listeners.push(entry));
  page.didomiOnReady = follow(page.didomiOnReady, (callback) => callback(page.Didomi));
  return (...given) => {
    purposes = given;
    hasAnswer = true;
    for (const { event, listener } of listeners)
      if (event === "consent.changed") listener({ action: "click" });
  };
}

function follow(list = [], receive) {
  list.forEach(receive);
  return Object.assign(list, { push: receive });
}

/** Klaro's global with one manager for the shop's configuration. */
export function installKlaro(page, { services, confirmed = false, consents = {}, ...config }) {
  const watchers = new Set();
  const notify = (name) => watchers.forEach((watcher) => watcher.update(manager, name, {}));
  const manager = {
    config: { services, ...config },
    confirmed,
    consents: { ...consents },
    savedConsents: { ...consents },
    watch: (watcher) => watchers.add(watcher),
  };
  page.klaro = { getManager: () => manager };
  return {
    turn(name, isOn) {
      manager.consents[name] = isOn;
      notify("consents");
    },
    save() {
      manager.confirmed = true;
      manager.savedConsents = { ...manager.consents };
      notify("saveConsents");
    },
    reset() {
      Object.assign(manager, { confirmed: false, consents: {}, savedConsents: {} });
      notify("consents");
    },
  };
}
