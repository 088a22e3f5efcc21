// The source `google` of the part `consent`: what Google's commands say, as Google itself reads them, in
// lists that are replaced, renamed, patched and created late.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gtagOf, letters, listenTo, world } from "./support/consent-page.mjs";

const all = (word) => ({ analytics_storage: word, ad_storage: word, ad_user_data: word });
const YES = all("granted");
const NO = all("denied");
const DEFAULT_NO = ["consent", "default", NO];
const DEFAULT_YES = ["consent", "default", YES];
const UPDATE_YES = ["consent", "update", YES];
const UPDATE_NO = ["consent", "update", NO];

/** What is reported when the page gave the commands `before` the tag came, and `after`, one by one. */
async function reportsOf(before, after = []) {
  const page = world({ dataLayer: [] });
  const gtag = gtagOf(page);
  for (const command of before) gtag(...command);
  const reports = await listenTo(page, "google");
  for (const command of after) gtag(...command);
  return letters(reports);
}

test("Google: a default holds until an update, and an update wins over every default", async () => {
  const rows = [
    [[["js", new Date(0)]], []],
    [[["config", "G-1", { analytics_storage: "granted" }]], []],
    [[["set", "consent", YES]], []],
    [[["event", "consent", YES]], []],
    [[DEFAULT_NO], ["pp"]],
    [[DEFAULT_YES], ["gg"]],
    [[DEFAULT_NO, UPDATE_YES], ["gg"]],
    [[DEFAULT_NO, UPDATE_NO], ["dd"]],
    [[DEFAULT_YES, UPDATE_NO], ["dd"]],
    [[UPDATE_YES, DEFAULT_NO], ["gg"]],
    [[UPDATE_NO, DEFAULT_YES], ["dd"]],
    [[UPDATE_YES], ["gg"]],
    [[DEFAULT_NO, DEFAULT_YES], ["gg"]],
    [[DEFAULT_YES, DEFAULT_NO], ["pp"]],
    [[DEFAULT_NO, ["consent", "update", { ad_storage: "granted" }]], ["pg"]],
    [[DEFAULT_NO, ["consent", "update", { analytics_storage: "granted" }]], ["gp"]],
    [[DEFAULT_YES, ["consent", "update", { ad_storage: "denied" }]], ["gd"]],
    [[["consent", "update", { ad_storage: "granted" }]], ["-g"]],
    [[["consent", "update", { analytics_storage: "granted" }]], ["g-"]],
    [[["consent", "default", { ad_user_data: "granted", security_storage: "granted" }]], []],
    [[["consent", "update", { analytics_storage: "maybe" }], ["consent", "update"], ["consent"]], []],
    [[["consent", "declare", YES]], []],
    [[["consent", "update", null], UPDATE_YES], ["gg"]],
  ];
  for (const [commands, expected] of rows)
    assert.deepEqual(await reportsOf(commands), expected, JSON.stringify(commands));
});

test("Google: each later command that changes the state is reported", async () => {
  const rows = [
    [[DEFAULT_NO], [UPDATE_YES, UPDATE_NO, UPDATE_YES], ["pp", "gg", "dd", "gg"]],
    [[DEFAULT_NO], [UPDATE_YES, UPDATE_YES, ["event", "x"], UPDATE_YES], ["pp", "gg"]],
    [[], [DEFAULT_NO, UPDATE_YES], ["pp", "gg"]],
    [[UPDATE_YES], [DEFAULT_NO, DEFAULT_YES], ["gg"]],
    [[DEFAULT_YES], [["consent", "update", { analytics_storage: "denied" }]], ["gg", "dg"]],
  ];
  for (const [before, after, expected] of rows)
    assert.deepEqual(await reportsOf(before, after), expected, JSON.stringify([before, after]));
});

test("Google: a default for some regions counts only when it is the stricter one", async () => {
  const regional = (word, region = ["ES"]) => ["consent", "default", { ...all(word), region }];
  const rows = [
    [[DEFAULT_YES, regional("denied")], ["pp"]],
    [[regional("denied"), DEFAULT_YES], ["pp"]],
    [[regional("granted", ["US"]), DEFAULT_NO], ["pp"]],
    [[DEFAULT_NO, regional("granted", ["US-CA"])], ["pp"]],
    [[DEFAULT_YES, regional("granted")], ["gg"]],
    [[regional("granted")], []],
    [[regional("denied")], ["pp"]],
    [[regional("denied"), DEFAULT_YES, UPDATE_YES], ["gg"]],
    [[DEFAULT_YES, ["consent", "default", { ad_storage: "denied", region: ["DE", "FR"] }]], ["gp"]],
  ];
  for (const [commands, expected] of rows)
    assert.deepEqual(await reportsOf(commands), expected, JSON.stringify(commands));
});

test("Google: a granted default is pending while tags wait for an update", async () => {
  const page = world({ dataLayer: [] });
  const gtag = gtagOf(page);
  gtag("consent", "default", { ...YES, wait_for_update: 500 });
  const reports = await listenTo(page, "google");
  assert.deepEqual(letters(reports), ["pp"]);
  page.later();
  assert.deepEqual(letters(reports), ["pp", "gg"]);

  const answered = world({ dataLayer: [] });
  gtagOf(answered)("consent", "default", { ...YES, wait_for_update: 500 });
  const early = await listenTo(answered, "google");
  gtagOf(answered)(...UPDATE_NO);
  answered.later();
  assert.deepEqual(letters(early), ["pp", "dd"], "the update ends the wait");
  assert.deepEqual(await reportsOf([["consent", "default", { ...YES, wait_for_update: 0 }]]), ["gg"]);
});

test("Google: an array with the words of a command is none, as for Google", async () => {
  const page = world({ dataLayer: [["consent", "update", YES]] });
  const reports = await listenTo(page, "google");
  page.dataLayer.push(["consent", "update", YES], { 0: "consent", 1: "update", 2: YES });
  page.dataLayer.push({ event: "consent_update", analytics_storage: "granted" });
  assert.deepEqual(reports, []);
});

test("Google: push still does what the page expects of it", async () => {
  const dataLayer = [];
  const page = world({ dataLayer });
  const reports = await listenTo(page, "google");
  const command = (...words) =>
    (function () {
      return arguments;
    })(...words);
  assert.equal(dataLayer.push({ event: "view_item" }, command(...UPDATE_YES)), 2, "the new length");
  assert.equal(dataLayer.length, 2);
  assert.deepEqual(letters(reports), ["gg"]);
  const hostile = Object.defineProperty({}, Symbol.toStringTag, {
    get: () => {
      throw new Error("the page's own");
    },
  });
  assert.equal(
    dataLayer.push(hostile, null, undefined, "x", 1, () => {}),
    8,
  );
  // Google's own script replaces push and calls the previous one.
  const { push } = dataLayer;
  dataLayer.push = (...entries) => push.apply(dataLayer, entries);
  dataLayer.push(command(...UPDATE_NO));
  assert.deepEqual(letters(reports), ["gg", "dd"]);
});

/** What happens to the list, by title. After it the shopper has agreed. */
const LIST_CHANGES = {
  "the list is replaced, then the shopper agrees": (page, gtag) => {
    page.dataLayer = [];
    gtag(...UPDATE_YES);
  },
  "the list is replaced again, without a turn between": (page, gtag) => {
    page.dataLayer = [];
    page.later();
    page.dataLayer = [];
    gtag(...UPDATE_YES);
  },
  "the list is replaced by a copy": (page, gtag) => {
    page.dataLayer = page.dataLayer.slice();
    gtag(...UPDATE_YES);
  },
  "the list is emptied": (page, gtag) => {
    page.dataLayer.length = 0;
    gtag(...UPDATE_YES);
  },
  "the list is cut like Tag Manager cuts it": (page, gtag) => {
    for (let count = 0; count < 400; count++) {
      page.dataLayer.push({ event: "scroll" });
      if (page.dataLayer.length > 300) page.dataLayer.shift();
    }
    gtag(...UPDATE_YES);
  },
  "push is replaced by the array's own": (page, gtag) => {
    page.dataLayer.push = Array.prototype.push;
    gtag(...UPDATE_YES);
  },
  "push is deleted": (page, gtag) => {
    delete page.dataLayer.push;
    gtag(...UPDATE_YES);
  },
  "an entry is set by its index": (page) => {
    (function () {
      page.dataLayer[page.dataLayer.length] = arguments;
    })(...UPDATE_YES);
  },
  "an entry is put in front": (page) => {
    (function () {
      page.dataLayer.unshift(arguments);
    })(...UPDATE_YES);
  },
  "the list is frozen after the answer": (page) => {
    (function () {
      page.dataLayer = Object.freeze([arguments]);
    })(...UPDATE_YES);
  },
  "the list is gone for a while": (page, gtag) => {
    page.dataLayer = undefined;
    page.later();
    page.dataLayer = [];
    gtag(...UPDATE_YES);
  },
  "a click wakes the part long after the start": (page, gtag) => {
    for (let round = 0; round < 300; round++) page.later();
    page.dataLayer = [];
    gtag(...UPDATE_YES);
    page.fireAtWindow("click");
  },
};

test("Google: lists are followed wherever they go", async () => {
  for (const [title, change] of Object.entries(LIST_CHANGES)) {
    const page = world({ dataLayer: [] });
    const gtag = gtagOf(page);
    gtag(...DEFAULT_NO);
    const reports = await listenTo(page, "google");
    change(page, gtag);
    page.later();
    assert.deepEqual(letters(reports), ["pp", "gg"], title);
    const now = page.dataLayer;
    if (Object.isFrozen(now)) continue;
    gtag(...UPDATE_NO);
    page.later();
    assert.deepEqual(letters(reports), ["pp", "gg", "dd"], `${title}, then withdrawn`);
  }
});

test("Google: a list of another name is found by the tags' addresses, or named by the shop", async () => {
  const check = async (src, option, list, expected) => {
    const page = world({ [list]: [] });
    page.document.scripts = [{ src: "" }, { src }];
    gtagOf(page, list)(...DEFAULT_NO);
    const reports = await listenTo(page, option);
    gtagOf(page, list)(...UPDATE_YES);
    assert.deepEqual(letters(reports), expected, `${src} ${option}`);
  };
  const followed = ["pp", "gg"];
  await check(
    "https://www.googletagmanager.com/gtm.js?id=GTM-A1&l=shopLayer",
    "google",
    "shopLayer",
    followed,
  );
  await check("https://www.googletagmanager.com/gtag/js?l=gaLayer&id=G-A1", "google", "gaLayer", followed);
  await check("https://tags.shop.example/gtm.js?id=GTM-A1&l=own_layer&x=1", "google", "own_layer", followed);
  await check("https://tags.shop.example/x.js?id=AW-1", "google", "dataLayer", followed);
  await check("https://cdn.example/app.js?id=7&l=shopLayer", "google", "shopLayer", []);
  await check("", "google:shopLayer", "shopLayer", followed);
  await check("https://www.googletagmanager.com/gtm.js?id=GTM-A1", "google:shopLayer", "dataLayer", []);
});

test("Google: two lists have one state, and a list that is no list is none", async () => {
  const page = world({ dataLayer: [], second: [] });
  page.document.scripts = [{ src: "https://www.googletagmanager.com/gtm.js?id=GTM-A1&l=second" }];
  gtagOf(page)(...DEFAULT_NO);
  const reports = await listenTo(page, "google");
  gtagOf(page, "second")(...UPDATE_YES);
  gtagOf(page)("consent", "update", { ad_storage: "denied" });
  assert.deepEqual(letters(reports), ["pp", "gg", "gd"]);
  for (const dataLayer of [null, "text", 7, {}, { push: "x" }, { push() {} }]) {
    const odd = world({ dataLayer });
    const found = await listenTo(odd, "google");
    odd.dataLayer = [];
    gtagOf(odd)(...UPDATE_YES);
    odd.later();
    assert.deepEqual(letters(found), ["gg"], `${JSON.stringify(dataLayer)}, then a list`);
  }
});

test("Google: a layer that is created late is read from its first entry", async () => {
  const page = world();
  const reports = await listenTo(page, "google");
  page.later();
  page.dataLayer = [];
  gtagOf(page)(...DEFAULT_NO);
  gtagOf(page)(...UPDATE_YES);
  page.later();
  assert.deepEqual(letters(reports), ["gg"]);
});
