// The single-page adapter, with the Navigation API and where there is none: one page view for each real change of page.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { serve } from "../../www/server.mjs";
import { needs, startBrowser } from "./support/browser.mjs";
import { arrived, consoleErrors } from "./support/pages.mjs";
import { delivered, started, withoutInspector } from "./support/story.mjs";

for (const navigation of [true, false]) {
  describe(
    navigation ? "by the Navigation API" : "by the history's own functions",
    navigation ? needs("the Navigation API") : {},
    () => {
      let browser;
      before(async () => {
        browser = await startBrowser();
        if (!navigation)
          await browser.beforePages(() => Object.defineProperty(window, "navigation", { value: undefined }));
      });
      after(() => browser?.quit());

      /**
       * Opens the shop of one document, lets `act` happen there, and gives `[[address, title]]` of the page views and `[name]` of the events that
       * arrived, `count` of them. A last event, after which no view is still waiting, ends it.
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
            (await consoleErrors(browser)).filter(
              (message) => !errors.some((known) => message.includes(known)),
            ),
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

      const titled = (title) => browser.waitFor((title) => document.title === title, title);

      test("each route is one view, under its own address and title, back and forward too", async () => {
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

      for (const [what, change, expected] of [
        [
          "a variant, a campaign, a filter noted in the address",
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
          "a trailing slash, and the same again",
          () => {
            history.pushState({}, "", "/platforms/spa/" + location.search);
            history.pushState({}, "", "/platforms/spa" + location.search);
          },
          [],
        ],
        [
          "another query that was pushed",
          () => history.pushState({}, "", "?page=2"),
          ["/platforms/spa?page=2"],
        ],
        [
          "another path that was replaced",
          () => history.replaceState({}, "", "/platforms/spa/mug"),
          ["/platforms/spa/mug"],
        ],
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
        [
          "the shop's own page() as well",
          () => {
            history.pushState({}, "", "/platforms/spa/mug");
            shoptrail.page();
          },
          ["/platforms/spa/mug"],
        ],
        [
          "an event of the new page, after its view",
          () => {
            history.pushState({}, "", "/platforms/spa/mug");
            shoptrail.track("search_performed", { query: "mug" });
          },
          ["/platforms/spa/mug", "search_performed"],
        ],
        [
          "an adapter that is loaded and called again",
          async () => {
            const { default: spa } = await import("/cdn/adapters/spa.js?again");
            spa(shoptrail, {});
            history.pushState({}, "", "/platforms/spa/mug");
          },
          ["/platforms/spa/mug"],
        ],
      ].slice(0, navigation ? undefined : 6)) {
        test(`${what}: ${expected.length} more`, async () => {
          const list = await views(() => browser.run(change), 1 + expected.length);
          assert.deepEqual(
            list.map(([url]) => url),
            ["/platforms/spa", ...expected],
          );
        });
      }

      test("the history is as it was: results, errors, state", async () => {
        await views(async () => {
          const found = await browser.run(() => {
            const said = [
              history.pushState({ a: 1 }, "", "/platforms/spa/mug"),
              history.replaceState({ a: 2 }, ""),
            ];
            let thrown;
            try {
              history.pushState({}, "", "https://elsewhere.example/");
            } catch (error) {
              thrown = error.name;
            }
            return [said, thrown, history.state.a, location.pathname];
          });
          assert.deepEqual(found, [[null, null], "SecurityError", 2, "/platforms/spa/mug"]);
        }, 2);
      });

      // What follows does not depend on how a change is noticed.
      if (!navigation) return;

      test("a page that is left at once was seen", async () => {
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

      test("back from the back/forward cache is one view", async () => {
        const list = await views(async () => {
          await browser.run(() => (window.kept = true) && (location.href = "/platforms/email"));
          await browser.arrive("/platforms/email");
          await started(browser);
          await delivered(browser);
          await browser.driver.navigate().back();
          await browser.arrive("/platforms/spa");
          assert.equal(await browser.run(() => window.kept), true, "it came from the cache");
        }, 3);
        assert.deepEqual(
          list.map(([url]) => url),
          ["/platforms/spa", "/platforms/email", "/platforms/spa"],
        );
      });

      test("routes in the hash, where the shop asks for them", async () => {
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
    },
  );
}
