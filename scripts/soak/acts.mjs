// What the shoppers of the soak do. Each act is a few seconds long and tracks some events. The wanderer
// opens pages; the resident stays on one page, as in a single-page shop, so that its heap can be compared
// over time. scripts/soak.mjs chooses among them.

import { cutting, failing, refusing, slow } from "../../tests/delivery/faults.mjs";

const MOST_EVENTS = 50;
const FAULT_MS = 2_000;
const LOOK_MS = 300;
const ROUTES = 20;

const FAULTS = [
  () => failing(500, { times: 3 }),
  () => failing(503, { forMs: FAULT_MS }),
  () => failing(429, { times: 2, headers: { "retry-after": "1" } }),
  () => cutting(1),
  () => slow(FAULT_MS / 2),
  () => refusing,
];

export const WANDERER = {
  async "several pages"(visitor) {
    for (const path of ["/collection", "/product", "/cart"]) {
      await visitor.open(path);
      await visitor.track(few(visitor, 3));
      await visitor.read(LOOK_MS);
    }
  },
  async "left at once"(visitor) {
    await visitor.open("/product");
    await visitor.trackAndGo(few(visitor));
  },
  async "back and forward"(visitor) {
    visitor.page.keep = true;
    await visitor.open("/first");
    await visitor.track(few(visitor, 3));
    await visitor.open("/second");
    await visitor.track(few(visitor, 3));
    for (const step of ["back", "forward"]) {
      await visitor.browser.driver.navigate()[step]();
      await visitor.ready();
      await visitor.track(few(visitor, 3));
    }
    visitor.page.keep = false;
  },
  async "a second tab"(visitor) {
    await visitor.open("/product");
    await visitor.shopper.inSecondTab(async () => {
      await visitor.open("/product");
      await visitor.track(few(visitor));
      await visitor.shopper.closeTab();
    });
    await visitor.track(few(visitor, 3));
  },
  async offline(visitor) {
    await visitor.open("/product");
    await offline(visitor);
  },
  async "a fault of the collector, and the page is left"(visitor) {
    await visitor.open("/product");
    await fault(visitor);
    await visitor.open("/next");
  },
  async "consent withdrawn and given"(visitor) {
    await visitor.open("/product");
    await withdraw(visitor);
  },
};

export const RESIDENT = {
  async routes(visitor) {
    for (let route = 0; route < ROUTES; route++) {
      await visitor.run((path) => history.pushState(null, "", path), `/route/${route}`);
      await visitor.track(few(visitor, 10));
    }
  },
  offline: offline,
  "a fault of the collector": fault,
  "consent withdrawn and given": withdraw,
};

async function offline(visitor) {
  await visitor.shopper.goOffline();
  try {
    await visitor.track(few(visitor));
    await visitor.read(FAULT_MS / 2);
  } finally {
    await visitor.shopper.goOnline();
  }
}

async function fault(visitor) {
  visitor.collector.answer = visitor.pick(FAULTS)();
  await visitor.track(few(visitor));
  await visitor.read(FAULT_MS);
  visitor.collector.answer = null;
}

/** Everything is delivered before, so that the withdrawal deletes nothing that the ledger expects. */
async function withdraw(visitor) {
  await visitor.settle();
  await visitor.run(() => void shoptrail.setConsent("denied"));
  await visitor.track(few(visitor, 5), { isForbidden: true });
  await visitor.run(() => void shoptrail.setConsent("granted"));
  await visitor.track(few(visitor, 5));
}

/** From one event to `MOST_EVENTS / part` events. */
function few(visitor, part = 1) {
  return 1 + Math.floor(visitor.random() * (MOST_EVENTS / part));
}
