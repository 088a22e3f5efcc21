// A shopper whom Customer.io's own SDK knew, in a real browser: the person is known from the first message
// on, under the rules for consent and anonymous shoppers, and is never brought back after a log-out. How the
// SDK writes its records is in tests/parts/takeover.test.mjs.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { arrived, names } from "./support/pages.mjs";
import { useShopper } from "./support/shopper.mjs";

const THEIRS = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";
const COOKIES = [`ajs_anonymous_id=${THEIRS}`, "ajs_user_id=u1"];
const STORED = {
  ajs_anonymous_id: JSON.stringify(THEIRS),
  ajs_user_id: '"u1"',
  ajs_user_traits: JSON.stringify({ plan: "silver", size: "M", unsubscribed: false }),
};
const LIMIT_MS = 10_000;

let browser;
let page;
const shopper = useShopper();
const { urlOn, open, call, identity, messagesNamed, allAccepted } = shopper;
beforeEach(() => void ({ browser, page } = shopper));

/** Leaves on a page's host what the SDK leaves: records, cookies of `domain`, or both. */
async function leave(url, { stored = {}, cookies = [], domain = "" }) {
  page.withSnippet = false;
  await browser.open(new URL("/blank", url).href);
  await browser.run(() => localStorage.clear());
  await browser.clearCookies();
  await browser.run(
    (records, pairs, place) => {
      for (const name in records) localStorage[name] = records[name];
      for (const pair of pairs) document.cookie = `${pair};path=/;max-age=999${place && ";domain=" + place}`;
    },
    stored,
    cookies,
    domain,
  );
  page.withSnippet = true;
}

/** The names that the SDK uses and that are still on this device, of records and cookies. */
const left = () =>
  browser.run(() =>
    [...Object.keys(localStorage), ...document.cookie.split("; ").map((pair) => pair.split("=")[0])].filter(
      (name) => name.startsWith("ajs_"),
    ),
  );

test("a known person stays known from the first message on, and newer traits win", async () => {
  await leave(page.origin, { stored: STORED, cookies: COOKIES });
  page.body = '<script>shoptrail.identify("u1", { plan: "gold" });</script>';
  await open(page.origin + "/first");
  await allAccepted();
  const [first, ...rest] = arrived(page.collector);
  assert.equal(first.type, "identify");
  assert.deepEqual(
    [first.userId, first.anonymousId, first.traits.plan, first.traits.size, first.traits.unsubscribed],
    ["u1", THEIRS, "silver", "M", undefined],
  );
  assert.ok(rest.every(({ userId, anonymousId }) => userId === "u1" && anonymousId === THEIRS));
  assert.deepEqual(
    rest.map(({ type, traits }) => [type, traits?.plan, traits?.size]),
    [
      ["identify", "gold", undefined],
      ["page", undefined, undefined],
    ],
  );

  // Taken over once: the records are still there, and say nothing any more.
  page.body = "";
  await browser.run(() => void (localStorage.ajs_user_traits = '{"plan":"stale"}'));
  await open(page.origin + "/second");
  await allAccepted();
  assert.deepEqual(names(page.collector), ["identify", "identify", "page", "page"]);
  assert.equal((await identity()).state, "known");
});

test("an e-mail address, a placeholder and traits alone follow the rules of identify()", async () => {
  const expectIdentity = async (stored, expected) => {
    await leave(page.origin, { stored: { ajs_anonymous_id: STORED.ajs_anonymous_id, ...stored } });
    await open(page.origin + "/");
    const { anonymousId, keys } = await identity();
    assert.deepEqual([anonymousId, keys], [THEIRS, expected], JSON.stringify(stored));
  };
  await expectIdentity({ ajs_user_id: '"Jane@Example.com"' }, ["email"]);
  await allAccepted();
  assert.equal(messagesNamed("identify").at(-1).userId, "jane@example.com");
  const before = page.collector.requests.length;
  await expectIdentity({ ajs_user_id: '"guest"' }, []);
  await expectIdentity({ ajs_user_traits: '{"size":"M"}' }, []);
  await browser.run(() => shoptrail.flush());
  assert.equal(page.collector.requests.length, before, "an anonymous shopper's trail is held");
  await call("identify", "u7");
  await allAccepted();
  assert.equal(messagesNamed("identify").at(-1).traits.size, "M");
});

test("without consent the person is not taken over, and a denial removes every key", async () => {
  page.options = { consent: "pending" };
  const host = urlOn("www.shop.test", "/");
  await leave(host, { stored: STORED, cookies: COOKIES, domain: "shop.test" });
  await browser.open(host);
  await browser.waitFor(() => window.shoptrail?.diagnostics().consent);
  assert.deepEqual(
    await browser.run(() => Object.keys(localStorage).filter((name) => name.startsWith("shoptrail"))),
    [],
  );
  assert.equal(page.collector.requests.length, 0);
  await call("setConsent", "granted");
  await page.collector.waitFor(() => messagesNamed("identify").length === 1, LIMIT_MS);
  await allAccepted();
  assert.ok(arrived(page.collector).every(({ userId }) => userId === "u1"));
  await call("setConsent", "denied");
  assert.deepEqual(await left(), []);

  await leave(host, { stored: STORED, cookies: COOKIES, domain: "shop.test" });
  page.options = { consent: "denied" };
  await browser.open(host);
  await browser.waitFor(() => window.shoptrail?.diagnostics().consent);
  assert.deepEqual(await left(), [], "a page that starts denied");
});

for (const way of ["reset", "forget"]) {
  test(`${way}() removes every key, and the person never comes back`, async () => {
    const host = urlOn("www.shop.test", "/");
    await leave(host, { stored: STORED, cookies: COOKIES, domain: "shop.test" });
    await open(host);
    assert.equal((await identity()).state, "known");
    await open(host);
    await call(way);
    assert.deepEqual(await left(), []);
    // Shops empty the storage at log-out.
    await browser.run(() => localStorage.clear());
    await open(host);
    const { anonymousId, state } = await identity();
    assert.equal(state, "anonymous");
    assert.notEqual(anonymousId, THEIRS);
  });
}

test("a log-out before the module is there, or while consent is pending, comes first", async () => {
  for (const options of [{}, { consent: "pending" }]) {
    page.options = options;
    await leave(page.origin, { stored: STORED, cookies: COOKIES });
    page.body = "<script>shoptrail.reset();</script>";
    await browser.open(page.origin + "/");
    await browser.waitFor(() => window.shoptrail?.diagnostics().consent);
    page.body = "";
    page.options = {};
    await open(page.origin + "/next");
    assert.equal((await identity()).state, "anonymous", JSON.stringify(options));
  }
});

test("a newer id of another subdomain wins over the person whom this host remembers", async () => {
  page.options = { cookie_domain: "auto" };
  await leave(urlOn("www.shop.test", "/"), { stored: { ...STORED } });
  await browser.run(
    () =>
      (document.cookie =
        "shoptrail_anonymous_id=aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa;domain=shop.test;path=/"),
  );
  await open(urlOn("www.shop.test", "/"));
  const { anonymousId, state } = await identity();
  assert.deepEqual([anonymousId, state], ["aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "anonymous"]);
});

test("without its file the tracker starts all the same", async () => {
  page.expectErrors(/404/);
  page.missing = /takeover\.js$/;
  await leave(page.origin, { stored: STORED });
  await open(page.origin + "/");
  assert.equal((await identity()).state, "anonymous");
});
