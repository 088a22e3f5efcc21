// The delivery rows: what the browser of a shopper and the network do, and how many events must be at the
// collector when. Every row requires two things: after one ordinary return visit the collector has every
// accepted event, and no event came under two ids. The runner (runner.mjs) plays the rows and checks them; a
// shopper (shopper.mjs) does what they say. The rows hold in both engines; what the engines do differently is
// in engines.mjs.
//
// The members of a row:
// - name
// - events: how many different product views the row tracks: P0, P1, …
// - atLeave: how many of them must be at the collector before the return; a function of what arrived, where
//   sizes matter
// - noDuplicates: no message may arrive a second time, not even under the same id
// - quick: the row is also part of `npm test`, in Chromium
// - anonymous: the option of this name, "hold" instead of "send"
// - shoptrailOnly: the bench skips the row, because it requires what no other tracker promises
// - play(shopper): what happens; resolves with further unmet requirements, in words

import { count } from "./page.mjs";
import { cutting, failing, refusing, slow } from "./faults.mjs";
import { fitsTheBudget } from "./keepalive-budget.mjs";

const EVENTS = 50;
const KB = 1024;
const STAY_MS = 20_000;
/** So long the browser may take to send what a dead page has left with it. */
const LATER_MS = 3000;

export const ROWS = [
  {
    name: "navigate in the same task",
    events: EVENTS,
    atLeave: EVENTS,
    quick: true,
    async play(shopper) {
      await shopper.open();
      await shopper.trackAndGo(0, EVENTS);
    },
  },
  {
    name: "the same, on a page that the back/forward cache keeps",
    events: EVENTS,
    atLeave: EVENTS,
    async play(shopper) {
      shopper.page.keep = true;
      await shopper.open();
      await shopper.trackAndGo(0, EVENTS);
    },
  },
  {
    name: "navigate, with the request under way when the next page comes",
    events: EVENTS,
    atLeave: EVENTS,
    quick: true,
    async play(shopper) {
      shopper.collector.answer = slow(1000);
      shopper.page.leftMs = 600;
      await shopper.open();
      await shopper.trackAndGo(0, EVENTS);
      await shopper.stay(EVENTS, STAY_MS);
      await shopper.read(500);
      const { again } = count(shopper.collector);
      return again ? [`${again} events in flight were sent again when the page was left`] : [];
    },
  },
  {
    name: "close the tab",
    events: EVENTS,
    atLeave: EVENTS,
    quick: true,
    play: (shopper) =>
      shopper.inSecondTab(async () => {
        await shopper.open();
        await shopper.track(0, EVENTS);
        await shopper.closeTab();
      }),
  },
  {
    name: "close the tab, slowly",
    events: EVENTS,
    atLeave: EVENTS,
    shoptrailOnly: true,
    async play(shopper) {
      // Firefox ends a running script when it closes the last tab of a process; the row makes the tracker's
      // script the running one. Another script has the lock, so no request leaves before that.
      shopper.page.first = `navigator.locks.request("shoptrail", () => new Promise(() => {}));
        addEventListener("pagehide", () => {
          const now = performance.now.bind(performance);
          const until = now() + 200;
          performance.now = () => {
            while (now() < until);
            return now();
          };
        }, true);`;
      await shopper.inSecondTab(async () => {
        await shopper.open();
        await shopper.track(0, EVENTS);
        await shopper.closeTab();
      });
      shopper.page.first = "";
    },
  },
  {
    name: "the page closes its tab in the same task",
    events: EVENTS,
    atLeave: EVENTS,
    async play(shopper) {
      await shopper.leave();
      await shopper.inOpenedTab(() =>
        shopper
          .run((events) => {
            bench.trackAll(0, events);
            window.close();
          }, EVENTS)
          .catch(() => {}),
      ); // the page may be gone before it answers
    },
  },
  {
    name: "track in a late pagehide listener",
    events: EVENTS,
    atLeave: EVENTS,
    quick: true,
    async play(shopper) {
      await shopper.open();
      await shopper.run((events) => addEventListener("pagehide", () => bench.trackAll(0, events)), EVENTS);
      await shopper.leave();
    },
  },
  {
    name: "held while anonymous, then identify and navigate in one task",
    events: EVENTS,
    atLeave: EVENTS,
    quick: true,
    shoptrailOnly: true,
    anonymous: "hold",
    async play(shopper) {
      await shopper.open();
      await shopper.track(0, EVENTS);
      const { waiting } = await shopper.run(() => shoptrail.flush());
      const early = shopper.collector.requests.length || waiting;
      await shopper
        .run(() => {
          shoptrail.identify("jane@example.com");
          location.href = "/left";
        })
        .catch(() => {}); // the page may be gone before it answers
      await shopper.browser.arrive("/left");
      return early ? ["a request was sent before identify"] : [];
    },
  },
  {
    name: "30 × 3 KB, then navigate, collector answers after 150 ms",
    events: 30,
    atLeave: fitsTheBudget,
    quick: true,
    async play(shopper) {
      shopper.collector.answer = slow(150);
      await shopper.open();
      await shopper.trackAndGo(0, 30, 3 * KB);
    },
  },
  {
    name: "leave before the module arrives",
    events: EVENTS,
    quick: true,
    async play(shopper) {
      const { page } = shopper;
      let release;
      page.holdScript = new Promise((resolve) => (release = resolve));
      page.body = `bench.trackAll(0, ${EVENTS}); setTimeout(() => (location.href = "/left"));`;
      await shopper.browser.open(`${page.origin}/blank`);
      await shopper.run(() => void setTimeout(() => (location.href = "/product")));
      await shopper.browser.arrive("/left");
      page.body = "";
      page.holdScript = null;
      release();
    },
  },
  {
    name: "offline, then online, on one page",
    events: EVENTS,
    atLeave: EVENTS,
    async play(shopper) {
      await shopper.open();
      await shopper.goOffline();
      await shopper.track(0, EVENTS);
      await shopper.read(2000);
      await shopper.goOnline();
      await shopper.stay(EVENTS, STAY_MS);
    },
  },
  {
    name: "offline, close the tab, return",
    events: EVENTS,
    play: (shopper) =>
      shopper
        .inSecondTab(async () => {
          await shopper.open();
          await shopper.goOffline();
          await shopper.track(0, EVENTS);
          await shopper.closeTab();
        })
        .then(() => shopper.goOnline()),
  },
  {
    name: "collector answers 500 three times, page stays",
    events: EVENTS,
    atLeave: EVENTS,
    quick: true,
    async play(shopper) {
      shopper.collector.answer = failing(500, { times: 3 });
      await shopper.open();
      await shopper.track(0, EVENTS);
      await shopper.stay(EVENTS, STAY_MS);
    },
  },
  {
    name: "collector answers 429 with Retry-After 12 s, page stays",
    events: EVENTS,
    atLeave: EVENTS,
    async play(shopper) {
      shopper.collector.answer = failing(429, { times: 1, headers: { "retry-after": "12" } });
      await shopper.open();
      await shopper.track(0, EVENTS);
      await shopper.stay(EVENTS, STAY_MS);
      const [first, second] = shopper.collector.requests
        .filter(({ method }) => method === "POST")
        .map(({ receivedAt }) => receivedAt);
      return second - first < 12_000 ? [`sent again after ${second - first} ms, not 12 s`] : [];
    },
  },
  {
    name: "collector answers 503 for 5 s, page stays",
    events: EVENTS,
    atLeave: EVENTS,
    async play(shopper) {
      shopper.collector.answer = failing(503, { forMs: 5000 });
      await shopper.open();
      await shopper.track(0, EVENTS);
      await shopper.stay(EVENTS, STAY_MS);
    },
  },
  {
    name: "collector refuses for 45 s, over seven pages",
    events: EVENTS,
    async play(shopper) {
      shopper.collector.answer = refusing;
      const until = Date.now() + 45_000;
      for (let page = 0; page < 7; page += 1) {
        await shopper.open(`/product-${page}`);
        await shopper.track(Math.round((page * EVENTS) / 7), Math.round(((page + 1) * EVENTS) / 7));
        await shopper.read((until - Date.now()) / (7 - page));
      }
      await shopper.leave();
    },
  },
  {
    name: "response cut after recording",
    events: EVENTS,
    quick: true,
    async play(shopper) {
      shopper.collector.answer = cutting(1);
      await shopper.open();
      await shopper.track(0, EVENTS);
      await shopper.idle(STAY_MS, EVENTS);
      await shopper.leave();
    },
  },
  {
    name: "three tabs after an outage",
    events: EVENTS,
    noDuplicates: true,
    async play(shopper) {
      shopper.collector.answer = refusing;
      await shopper.open();
      await shopper.trackAndGo(0, EVENTS);
      shopper.collector.answer = null;
      await shopper.openTabs(3);
    },
  },
  {
    name: "storage throws",
    events: EVENTS,
    atLeave: EVENTS,
    quick: true,
    async play(shopper) {
      shopper.page.first = `Object.defineProperty(window, "localStorage", {
          get() { throw new DOMException("denied", "SecurityError"); },
        });`;
      await shopper.open();
      await shopper.trackAndGo(0, EVENTS);
    },
  },
  {
    name: "storage full",
    events: EVENTS,
    atLeave: EVENTS,
    quick: true,
    async play(shopper) {
      await shopper.leave();
      await shopper.run(fillStorage);
      await shopper.open();
      await shopper.trackAndGo(0, EVENTS);
    },
  },
  {
    name: "back from the back/forward cache",
    events: EVENTS,
    atLeave: EVENTS,
    quick: true,
    async play(shopper) {
      shopper.page.keep = true;
      await shopper.open("/first");
      await shopper.track(0, 20);
      await shopper.open("/second");
      await shopper.track(20, 30);
      await shopper.browser.driver.navigate().back();
      await shopper.browser.arrive("/first");
      const restored = await shopper.run(() => window.persisted);
      await shopper.trackAndGo(30, EVENTS);
      return restored ? [] : ["the page did not come from the back/forward cache"];
    },
  },
  {
    name: "page's process killed right after track()",
    events: EVENTS,
    play: (shopper) => shopper.trackAndDie(0, EVENTS, 0).then(() => []),
  },
  {
    name: "page's process killed 200 ms after track()",
    events: EVENTS,
    async play(shopper) {
      const hasFetchLater = await shopper.trackAndDie(0, EVENTS, 200);
      await shopper.stay(EVENTS, LATER_MS);
      const { delivered } = count(shopper.collector);
      return hasFetchLater && delivered < EVENTS ? [`${delivered} came without a return`] : [];
    },
  },
  {
    name: "order on a busy page, page's process killed 200 ms after it",
    events: EVENTS + 1,
    atLeave: EVENTS + 1,
    async play(shopper) {
      await shopper.visitAndDie(() => shopper.trackAndOrder(EVENTS), 200);
    },
  },
  {
    name: "31 KB delivered, 40 KB refused with a violation",
    events: 5,
    quick: true,
    shoptrailOnly: true,
    async play(shopper) {
      await shopper.open();
      const [small, large] = await shopper.run(
        (smallLength, largeLength) => {
          const call = (number, filler) => ({ ...bench.track(number, filler) });
          return [
            [0, 1, 2, 3, 4].map((number) => call(number, smallLength)),
            [5, 6].map((number) => call(number, largeLength)),
          ];
        },
        30 * KB,
        40 * KB,
      );
      const unmet = [];
      if (!small.every(({ ok }) => ok)) unmet.push(`31 KB: ${JSON.stringify(small)}`);
      if (!large.every(({ ok, reason, violations }) => !ok && reason && violations.length))
        unmet.push(`40 KB: ${JSON.stringify(large)}`);
      await shopper.leave();
      return unmet;
    },
  },
];

/** Runs in the page: fills the storage with texts of another script, up to the last character that fits. */
function fillStorage() {
  for (let size = 1 << 22; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (let number = 0; ; number += 1) localStorage.setItem(`theirs.${size}.${number}`, "x".repeat(size));
    } catch (error) {
      // No text of this size fits any more: try a smaller size.
    }
  }
}
