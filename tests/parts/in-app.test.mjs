// `shoptrail/in-app` without a browser: when the library is loaded and for whom, what is reported and how
// often it is tried. With the vendor's library in Chromium: tests/e2e/in-app.test.mjs.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { inApp, onPerson } from "../../pkg-template/src/in-app.js";
import { installPage } from "../page/support/browser.mjs";

const ID = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";
const REQUEST = { url: "https://shop.example/v1/b", body: '{"writeKey":"k","batch":[]}' };

globalThis.__VERSION__ = "0.0.0";
let page;
let requests;
let answers;
beforeEach(() => {
  page = installPage();
  page.document.getElementById = () => null;
  requests = [];
  answers = [];
  globalThis.fetch = async (url, { body, keepalive }) => {
    requests.push({ url, keepalive, ...JSON.parse(body) });
    const status = answers.shift() ?? 200;
    if (!status) throw new TypeError("Failed to fetch");
    return { status };
  };
});

/** Waits until all promises are settled. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A tracker whose person and consent the test sets. */
function fakeTracker() {
  const listeners = [];
  const tracker = {
    analytics: "granted",
    tracked: [],
    on(type, listener) {
      const entry = [type, listener];
      listeners.push(entry);
      return () => listeners.splice(listeners.indexOf(entry), 1);
    },
    emit: (type, notice) =>
      listeners.filter(([wanted]) => wanted === type).forEach(([, listener]) => listener(notice)),
    ready: (callback) => tracker.analytics === "granted" && callback(tracker),
    track: (...args) => void tracker.tracked.push(args),
    diagnostics: () => ({
      on: tracker.analytics === "granted",
      consent: { analytics: tracker.analytics },
      identity: { state: localStorage["shoptrail.identity"] ? "known" : "anonymous" },
    }),
    /** Makes somebody known, or nobody. */
    async become(userId, method = "identify") {
      if (userId) localStorage["shoptrail.identity"] = JSON.stringify({ userId, anonymousId: ID });
      else localStorage.removeItem("shoptrail.identity");
      tracker.emit("call", { method, args: [], result: { ok: true } });
      await settle();
    },
    async answer(analytics) {
      tracker.analytics = analytics;
      tracker.emit("consent", { analytics });
      await settle();
    },
    count: () => listeners.length,
  };
  return tracker;
}

/** A library that notes its calls. */
function fakeLibrary() {
  const heard = {};
  const calls = [];
  const note =
    (name) =>
    async (...args) =>
      void calls.push([name, ...args]);
  return {
    calls,
    initialized: false,
    currentMessages: [],
    events: { on: (type, listener) => void (heard[type] = listener) },
    fire: (type, notice) => heard[type](notice),
    ...Object.fromEntries(
      [
        "setup",
        "setUserToken",
        "clearUserToken",
        "setCustomAttribute",
        "clearCustomAttributes",
        "setCurrentRoute",
      ].map((name) => [name, note(name)]),
    ),
    names: () => calls.splice(0).map(([name, argument]) => (name === "setUserToken" ? argument : name)),
  };
}

const MESSAGE = { messageId: "m", queueId: "q", properties: { gist: { campaignId: "d" } } };

test("the library is loaded for a known person alone, once, and follows", async () => {
  const [tracker, library] = [fakeTracker(), fakeLibrary()];
  let loads = 0;
  const stop = inApp(tracker, async () => (loads++, { default: library }), { siteId: "s" });
  await settle();
  assert.equal(loads, 0);
  await tracker.become("u1");
  assert.deepEqual(library.calls[1], [
    "setup",
    { siteId: "s", colorScheme: undefined, logging: undefined, env: undefined },
  ]);
  assert.deepEqual(library.names(), ["setCustomAttribute", "setup", "u1", "setCurrentRoute"]);
  await tracker.become("u1");
  assert.deepEqual(library.names(), [], "nothing is new");
  await tracker.become("u2");
  const leaving = ["clearUserToken", "clearCustomAttributes", "setCurrentRoute"];
  assert.deepEqual(library.names(), [...leaving, "setCustomAttribute", "u2", "setCurrentRoute"]);
  await tracker.become(undefined, "reset");
  assert.deepEqual(library.names(), leaving);
  await tracker.become("u3");
  library.names();
  tracker.emit("call", { method: "page" });
  await settle();
  assert.deepEqual(library.names(), ["setCurrentRoute"]);
  stop();
  await settle();
  assert.deepEqual(library.names(), leaving);
  await tracker.become("u4");
  assert.deepEqual(library.names(), []);
  assert.equal(loads, 1);
});

test("another tab's log-out counts, and that of a page in the back/forward cache", async () => {
  const tracker = fakeTracker();
  const people = [];
  const stop = onPerson(tracker, (person) => people.push(person?.userId ?? null));
  await tracker.become("u1");
  localStorage.removeItem("shoptrail.identity");
  page.window.dispatchEvent(new Event("storage"));
  localStorage["shoptrail.identity"] = JSON.stringify({ userId: "u2", anonymousId: ID });
  page.window.dispatchEvent(new Event("pageshow"));
  stop();
  await tracker.become("u3");
  assert.deepEqual(people, [null, "u1", null, "u2"]);
  assert.equal(tracker.count(), 0);
});

test("who left is taken out of the library's storage before it starts", async () => {
  const stored = (value) => (localStorage["gist.web.userToken"] = JSON.stringify({ value, expiry: "2030" }));
  stored("somebody else");
  localStorage["gist.web.userQueueNextPullCheck"] = "1";
  const [tracker, library] = [fakeTracker(), fakeLibrary()];
  let found;
  library.setup = async () => void (found = localStorage["gist.web.userToken"]);
  inApp(tracker, library, { siteId: "s" });
  await tracker.become("u1");
  assert.equal(found, undefined);
  // The same person keeps the library's own pace.
  stored("u1");
  localStorage["gist.web.userQueueNextPullCheck"] = "1";
  localStorage["gist.web.message.user.x.seen"] = "1";
  inApp(tracker, fakeLibrary(), { siteId: "s" });
  await settle();
  assert.equal(localStorage["gist.web.userQueueNextPullCheck"], "1");
  await tracker.become(undefined, "reset");
  assert.deepEqual(
    Object.keys(localStorage).filter((name) => name.startsWith("gist.")),
    ["gist.web.message.user.x.seen"],
  );
});

test("pending stops the library; a denial erases what it stored, a page that starts denied too", async () => {
  const [tracker, library] = [fakeTracker(), fakeLibrary()];
  inApp(tracker, library, { siteId: "s" });
  await tracker.become("u1");
  library.names();
  localStorage["gist.web.sessionId"] = "1";
  await tracker.answer("pending");
  assert.equal(library.names()[0], "clearUserToken");
  assert.equal(localStorage["gist.web.sessionId"], "1");
  await tracker.answer("denied");
  assert.equal(localStorage["gist.web.sessionId"], undefined);

  localStorage["gist.web.sessionId"] = "1";
  localStorage.theme = "dark";
  inApp(tracker, fakeLibrary(), { siteId: "s" });
  await settle();
  assert.deepEqual(Object.keys(localStorage).sort(), ["shoptrail.identity", "theme"]);
});

test("openings and clicks are reported once, and nothing of a person who left", async () => {
  const [tracker, library] = [fakeTracker(), fakeLibrary()];
  const notices = [];
  inApp(tracker, library, { siteId: "s", trackEvents: true, onMessage: (notice) => notices.push(notice) });
  await tracker.become("u1");
  library.fire("messageShown", MESSAGE);
  assert.deepEqual(requests, [], "nobody knows the way yet");
  // A pipeline gets requests without the key.
  tracker.emit("request", { url: "https://pipeline.example", body: '{"batch":[]}' });
  tracker.emit("request", REQUEST);
  library.fire("messageAction", { message: MESSAGE, action: "https://shop.example/sale", name: "Go" });
  library.fire("messageAction", { message: MESSAGE, action: "gist://close", name: "" });
  library.fire("messageDismissed", MESSAGE);
  library.fire("messageError", { messageId: "m2" });
  await settle();
  assert.deepEqual(
    requests.map(({ url, keepalive, writeKey, batch: [one] }) => [
      url,
      keepalive,
      writeKey,
      one.properties.metric,
    ]),
    [
      [REQUEST.url, true, "k", "opened"],
      [REQUEST.url, true, "k", "clicked"],
    ],
  );
  const [one] = requests[1].batch;
  assert.match(one.messageId, /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  assert.deepEqual(
    [one.type, one.event, one.userId, one.anonymousId, one.properties],
    [
      "track",
      "Report Delivery Event",
      "u1",
      ID,
      { deliveryId: "d", metric: "clicked", actionName: "Go", actionValue: "https://shop.example/sale" },
    ],
  );
  assert.deepEqual(
    notices.map(({ type, messageId }) => [type, messageId]),
    [
      ["shown", "m"],
      ["clicked", "m"],
      ["dismissed", "m"],
      ["failed", "m2"],
    ],
  );
  assert.deepEqual(
    tracker.tracked.map(([name]) => name),
    notices.map(({ type }) => "in_app_message_" + type),
  );
  await tracker.become(undefined, "reset");
  library.fire("messageDismissed", MESSAGE);
  assert.equal(notices.length, 4);
});

test("the inbox and a message's own events", async () => {
  const [tracker, library] = [fakeTracker(), fakeLibrary()];
  const types = [];
  inApp(tracker, library, { siteId: "s", onMessage: ({ type, messageId }) => types.push([type, messageId]) });
  await tracker.become("u1");
  tracker.emit("request", REQUEST);
  const message = { queueId: "q", deliveryId: "d9" };
  library.fire("inboxMessageAction", { message, action: "opened" });
  library.fire("inboxMessageAction", {
    message,
    action: "clicked",
    actionConfig: { action: "x", name: "Go" },
  });
  library.fire("inboxMessageAction", { message, action: "unopened" });
  library.fire("inboxMessageAction", { message, action: "dismissed" });
  library.fire("eventDispatched", {
    name: "analytics:track",
    payload: { event: "answered", properties: { a: 1 } },
  });
  library.fire("eventDispatched", { name: "else", payload: { event: "no" } });
  await settle();
  assert.deepEqual(types, [
    ["shown", "q"],
    ["clicked", "q"],
    ["dismissed", "q"],
  ]);
  assert.deepEqual(
    requests.map(({ batch: [{ properties }] }) => [properties.deliveryId, properties.metric]),
    [
      ["d9", "opened"],
      ["d9", "clicked"],
    ],
  );
  assert.deepEqual(tracker.tracked, [["answered", { a: 1 }]]);
});

test("a report is tried four times under one id, and not after a refusal or a denial", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const [tracker, library] = [fakeTracker(), fakeLibrary()];
    inApp(tracker, library, { siteId: "s" });
    await tracker.become("u1");
    tracker.emit("request", REQUEST);
    const tries = async (...statuses) => {
      requests = [];
      answers = statuses;
      library.fire("messageShown", MESSAGE);
      for (let round = 0; round < 6; round++) {
        await settle();
        mock.timers.tick(20_000);
      }
      await settle();
      return [requests.length, new Set(requests.map(({ batch: [one] }) => one.messageId)).size];
    };
    assert.deepEqual(await tries(0, 503, 429, 200), [4, 1]);
    assert.deepEqual(await tries(0, 0, 0, 0, 0, 0), [4, 1]);
    assert.deepEqual(await tries(400), [1, 1]);
    assert.deepEqual(await tries(200), [1, 1]);
    answers = [0];
    requests = [];
    library.fire("messageShown", MESSAGE);
    await settle();
    await tracker.answer("denied");
    mock.timers.tick(20_000);
    await settle();
    assert.equal(requests.length, 1);
  } finally {
    mock.timers.reset();
  }
});

test("a library that cannot be loaded is named on the console, and tried for the next person", async () => {
  const warn = mock.method(console, "warn", () => {});
  try {
    const [tracker, library] = [fakeTracker(), fakeLibrary()];
    let isDown = true;
    inApp(tracker, async () => (isDown ? Promise.reject(new Error("offline")) : library), { siteId: "s" });
    await tracker.become("u1");
    assert.match(String(warn.mock.calls[0].arguments), /shoptrail\/in-app.*offline/);
    isDown = false;
    await tracker.become("u2");
    assert.deepEqual(library.names(), ["setCustomAttribute", "setup", "u2", "setCurrentRoute"]);
  } finally {
    warn.mock.restore();
  }
});

test("on a server it does nothing", () => {
  delete globalThis.window;
  const tracker = {
    on: () => () => {},
    ready: () => new Promise(() => {}),
    diagnostics: () => ({ on: false }),
  };
  assert.equal(typeof inApp(tracker, () => assert.fail("loaded"), { siteId: "s" }), "function");
});
