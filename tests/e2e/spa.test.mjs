// The single-page adapter, with the Navigation API and without it: each real change of the page is one page
// view.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { serve } from "../../www/server.mjs";
import { needs, startBrowser } from "./support/browser.mjs";
import { arrived, consoleErrors } from "./support/pages.mjs";
import { delivered, started, withoutInspector } from "./support/story.mjs";

let browser;

/**
 * Opens the single-page shop, runs `act` there, and waits for `count` messages. Resolves with
 * `[address, title]` of each page view and `[name]` of each event. It tracks a last event, after which
 * no page view is waiting.
 */
async function views(act, count, { query = "", errors = [] } = {}) {
  const harness = await serve({ shopPort: 0 });
  try {
    await withoutInspector(browser, harness);
    await open(harness, `/platforms/spa?shoptrail_anonymous=send${query}`);
    await act(harness);
    await browser.run(() => shoptrail.track("search_performed", { query: "the end" }));
    const isOver = ({ messages }) =>
      messages.some(({ message }) => message.properties.query === "the end") &&
      arrived(harness.collector).length > count;
    await browser.run(() => void shoptrail.flush());
    await harness.collector.waitFor(isOver, 10_000);
    await delivered(browser);
    assert.deepEqual(
      (await consoleErrors(browser)).filter((message) => !errors.some((known) => message.includes(known))),
      [],
    );
    return arrived(harness.collector)
      .slice(0, -1)
      .map(({ type, event, properties }) =>
        type === "page"
          ? [
              properties.url.replace(harness.url, "/").replace(/(\?|&)shoptrail_anonymous=send/, ""),
              (properties.title ?? "").split(" ·")[0],
            ]
          : [event],
      );
  } finally {
    await browser.run(() => localStorage.clear());
    await browser.driver.manage().deleteAllCookies();
    await browser.open("about:blank");
    await harness.close();
  }
}

async function open(harness, path) {
  await browser.open(new URL(path, harness.url).href);
  await started(browser);
  if (path.includes("/spa")) await browser.waitFor(() => shoptrail.sources?.installed.has("spa"));
}

const titled = (title) => browser.waitFor((wanted) => document.title === wanted, title);

/** `[what, what the page does, the views after the first]`: when a page gets its title. */
const TITLES = [
  [
    "set 1.2 seconds later",
    () => {
      history.pushState({}, "", "/platforms/spa/late");
      setTimeout(() => (document.title = "Late"), 1200);
    },
    [["/platforms/spa/late", "Late"]],
  ],
  [
    "set by a new title element 1.8 seconds later",
    () => {
      history.pushState({}, "", "/platforms/spa/late");
      setTimeout(() => {
        document.querySelector("title").remove();
        document.head.append(Object.assign(document.createElement("title"), { text: "Late" }));
      }, 1800);
    },
    [["/platforms/spa/late", "Late"]],
  ],
  [
    "that never changes",
    () => history.pushState({}, "", "/platforms/spa/same"),
    [["/platforms/spa/same", "All mugs"]],
  ],
  [
    "that the next route is quicker than",
    () => {
      history.pushState({}, "", "/platforms/spa/one");
      setTimeout(() => history.pushState({}, "", "/platforms/spa/two"), 900);
      setTimeout(() => (document.title = "Two"), 1800);
    },
    [
      ["/platforms/spa/one", "All mugs"],
      ["/platforms/spa/two", "Two"],
    ],
  ],
  [
    "that the way back is quicker than",
    () => {
      history.pushState({}, "", "/platforms/spa/one");
      setTimeout(() => history.back(), 900);
    },
    [
      ["/platforms/spa/one", "All mugs"],
      ["/platforms/spa", "All mugs"],
    ],
  ],
];

/** `[what, what the page does, the messages after the first view]`: what is another page. */
const CHANGES = [
  [
    "another variant, campaign or filter in the URL",
    () => {
      history.replaceState({}, "", "?variant=3");
      history.pushState({}, "", "?utm_source=x&variant=4&gclid=1");
      history.replaceState({}, "", "?variant=4&colour=red");
      history.replaceState({}, "");
      history.pushState({}, "", "#details");
    },
    [],
  ],
  [
    "a trailing slash, and back",
    () => {
      history.pushState({}, "", "/platforms/spa/" + location.search);
      history.pushState({}, "", "/platforms/spa" + location.search);
    },
    [],
  ],
  ["another pushed query", () => history.pushState({}, "", "?page=2"), ["/platforms/spa?page=2"]],
  ["another replaced path", () => history.replaceState({}, "", "/platforms/spa/mug"), ["/platforms/spa/mug"]],
  [
    "two pages in one task",
    () => {
      history.pushState({}, "", "/platforms/spa/mug");
      history.pushState({}, "", "/platforms/spa/cup");
    },
    ["/platforms/spa/mug", "/platforms/spa/cup"],
  ],
  [
    "a redirect",
    () => {
      history.pushState({}, "", "/platforms/spa/account");
      history.replaceState({}, "", "/platforms/spa/login");
    },
    ["/platforms/spa/login"],
  ],
];

/** The same rows for what does not depend on how the adapter notices a change. */
const CALLS = [
  [
    "a route, and the shop's own page()",
    () => {
      history.pushState({}, "", "/platforms/spa/mug");
      shoptrail.page();
    },
    ["/platforms/spa/mug"],
  ],
  [
    "an event on the new page, after its view",
    () => {
      history.pushState({}, "", "/platforms/spa/mug");
      shoptrail.track("search_performed", { query: "mug" });
    },
    ["/platforms/spa/mug", "search_performed"],
  ],
  [
    "an adapter that is loaded and installed twice",
    async () => {
      const { default: spa } = await import("/cdn/adapters/spa.js?again");
      spa(shoptrail, {});
      history.pushState({}, "", "/platforms/spa/mug");
    },
    ["/platforms/spa/mug"],
  ],
];

function testTitles() {
  for (const [what, change, expected] of TITLES)
    test(`a title ${what}: ${expected.length} more views`, async () => {
      const list = await views(async () => {
        await browser.run(change);
        await new Promise((resolve) => setTimeout(resolve, 3200));
      }, 1 + expected.length);
      assert.deepEqual(list.slice(1), expected);
    });
}

function testChanges(rows) {
  for (const [name, change, expected] of rows)
    test(`${name}: ${expected.length} more messages`, async () => {
      const list = await views(() => browser.run(change), 1 + expected.length);
      assert.deepEqual(
        list.map(([url]) => url),
        ["/platforms/spa", ...expected],
      );
    });
}

for (const navigation of [true, false]) {
  describe(
    navigation ? "with the Navigation API" : "with the functions of the history",
    navigation ? needs("the Navigation API") : {},
    () => {
      before(async () => {
        browser = await startBrowser();
        if (!navigation)
          await browser.beforePages(() => Object.defineProperty(window, "navigation", { value: undefined }));
      });
      after(() => browser?.quit());

      test("each route is one page view with its own URL and title, also when going back", async () => {
        const act = async () => {
          for (const id of ["mug", "cup"]) {
            await browser.click("#to-" + id);
            await titled(id === "mug" ? "Mug" : "Cup");
          }
          await browser.run(() => history.back());
          await titled("Mug");
        };
        assert.deepEqual(
          (await views(act, 4)).map(([url, title], index) => [url, index ? title : ""]),
          [
            ["/platforms/spa", ""],
            ["/platforms/spa/mug", "Mug"],
            ["/platforms/spa/cup", "Cup"],
            ["/platforms/spa/mug", "Mug"],
          ],
        );
      });

      testTitles();
      testChanges(CHANGES);

      test("the history returns, throws and keeps state as without the adapter", async () => {
        await views(async () => {
          const found = await browser.run(() => {
            const returned = [
              history.pushState({ a: 1 }, "", "/platforms/spa/mug"),
              history.replaceState({ a: 2 }, ""),
            ];
            let thrown;
            try {
              history.pushState({}, "", "https://elsewhere.example/");
            } catch (error) {
              thrown = error.name;
            }
            return [returned, thrown, history.state.a, location.pathname];
          });
          assert.deepEqual(found, [[null, null], "SecurityError", 2, "/platforms/spa/mug"]);
        }, 2);
      });
    },
  );
}

describe("however the adapter notices a change", needs("the Navigation API"), () => {
  before(async () => void (browser = await startBrowser()));
  after(() => browser?.quit());

  testChanges(CALLS);

  test("a route that is left at once is a page view", async () => {
    const list = await views(async (harness) => {
      await browser.run(() => {
        history.pushState({}, "", "/platforms/spa/mug");
        location.href = "/platforms/gtag";
      });
      await browser.arrive("/platforms/gtag");
      await started(browser);
      await harness.collector.waitFor((collector) => arrived(collector).length >= 4, 10_000);
    }, 4);
    assert.deepEqual(list.map(([url]) => url).sort(), [
      "/platforms/gtag",
      "/platforms/spa",
      "/platforms/spa/mug",
      "product_viewed",
    ]);
  });

  test("a return from the back/forward cache is one page view", async () => {
    const list = await views(async () => {
      await browser.run(() => (window.kept = true) && (location.href = "/platforms/email"));
      await browser.arrive("/platforms/email");
      await started(browser);
      await delivered(browser);
      await browser.driver.navigate().back();
      await browser.arrive("/platforms/spa");
      assert.equal(await browser.run(() => window.kept), true, "the page came from the cache");
    }, 3);
    assert.deepEqual(
      list.map(([url]) => url),
      ["/platforms/spa", "/platforms/email", "/platforms/spa"],
    );
  });

  test("routes in the hash are page views where the option asks for them", async () => {
    const list = await views(
      async () => {
        for (const id of ["mug", "cup"]) {
          await browser.click("#to-" + id);
          await titled(id === "mug" ? "Mug" : "Cup");
        }
        await browser.run(() => (location.hash = "#/mug"));
        await titled("Mug");
      },
      4,
      { query: "&hash" },
    );
    assert.deepEqual(
      list.map(([url]) => url.replace(/[?&]hash=?/, "")),
      ["/platforms/spa", "/platforms/spa#/mug", "/platforms/spa#/cup", "/platforms/spa#/mug"],
    );
  });
});
