// The sources `onetrust`, `cookiebot` and `usercentrics` of the part `consent`, each against the manager's
// documented interface.

import assert from "node:assert/strict";
import { test } from "node:test";
import { letters, listenTo, settle, tryRows, world } from "./support/consent-page.mjs";
import {
  installCookiebot,
  installOneTrust,
  installUsercentrics2,
  installUsercentrics3,
} from "./support/managers.mjs";

const model = (Name) => ({ ConsentModel: { Name } });
const ALL_GROUPS = ["C0001", "C0002", "C0003", "C0004"];

test("OneTrust: the groups that are on by default are no answer where one is asked for first", () =>
  tryRows(installOneTrust, {
    "nothing is on": ["onetrust", {}, null, ["pp"]],
    "everything is on before the shopper speaks": ["onetrust", { active: ALL_GROUPS }, null, ["pp"]],
    "an earlier visit": ["onetrust", { active: ALL_GROUPS, isClosed: true }, null, ["gg"]],
    "an earlier refusal": ["onetrust", { isClosed: true }, null, ["dd"]],
    "the shopper agrees": ["onetrust", {}, (say) => say(...ALL_GROUPS), ["pp", "gg"]],
    "the shopper agrees to performance": ["onetrust", {}, (say) => say("C0001", "C0002"), ["pp", "gd"]],
    "the shopper agrees to targeting": ["onetrust", {}, (say) => say("C0001", "C0004"), ["pp", "dg"]],
    "the shopper refuses": ["onetrust", {}, (say) => say("C0001"), ["pp", "dd"]],
    "the shopper takes it back, and gives it again": [
      "onetrust",
      {},
      (say) => {
        say(...ALL_GROUPS);
        say("C0001");
        say("C0001", "C0002");
      },
      ["pp", "gg", "dd", "gd"],
    ],
    "opt-out": ["onetrust", { active: ALL_GROUPS, ...model("opt-out") }, null, ["gg"]],
    "opt-out, and a group is off": ["onetrust", { active: ["C0002"], ...model("opt-out") }, null, ["gp"]],
    "opt-out, then refused": [
      "onetrust",
      { active: ALL_GROUPS, ...model("opt-out") },
      (say) => say("C0001"),
      ["gg", "dd"],
    ],
    "implied consent": ["onetrust", { active: ALL_GROUPS, ...model("implied consent") }, null, ["gg"]],
    "notice only": ["onetrust", { active: ALL_GROUPS, ...model("notice only") }, null, ["gg"]],
    "a model of the shop's own": ["onetrust", { active: ALL_GROUPS, ...model("custom") }, null, ["pp"]],
    "no model": ["onetrust", { active: ALL_GROUPS, ConsentModel: undefined }, null, ["pp"]],
    "no banner in this country": ["onetrust", { active: ALL_GROUPS, ShowAlertNotice: false }, null, ["gg"]],
    "groups of the shop's own": [
      "onetrust:SPD_BG:C0005",
      {},
      (say) => say("C0001", "SPD_BG", "C0005"),
      ["pp", "gg"],
    ],
    "one group of the shop's own": ["onetrust:C0007", {}, (say) => say("C0007", "C0004"), ["pp", "gg"]],
    "a group whose name begins like ours": ["onetrust", {}, (say) => say("C00021", "C0004_1"), ["pp", "dd"]],
  }));

test("OneTrust: its older names, and states without an event, are followed", async () => {
  const page = world({ OptanonActiveGroups: ",C0001,", Optanon: { IsAlertBoxClosed: () => false } });
  const reports = await listenTo(page, "onetrust");
  page.OptanonActiveGroups = ",C0001,C0002,C0004,";
  page.Optanon.IsAlertBoxClosed = () => true;
  page.later();
  page.OptanonActiveGroups = ",C0001,";
  page.fireAtWindow("consent.onetrust");
  assert.deepEqual(letters(reports), ["pp", "gg", "dd"]);
  // The stub of its script has no groups yet.
  const loading = await listenTo(world({ OneTrust: { IsAlertBoxClosed: () => false } }), "onetrust");
  const partial = await listenTo(world({ OneTrust: {}, OnetrustActiveGroups: ",C0002," }), "onetrust");
  assert.deepEqual([loading, partial], [[], []]);
});

test("OneTrust: an answer counts also when the groups change before the banner is closed", async () => {
  const page = world();
  const changed = [];
  let isClosed = false;
  page.OnetrustActiveGroups = ",C0001,";
  page.OneTrust = { IsAlertBoxClosed: () => isClosed, OnConsentChanged: (work) => changed.push(work) };
  const reports = await listenTo(page, "onetrust");
  page.OnetrustActiveGroups = ",C0001,C0002,";
  page.fireAtWindow("OneTrustGroupsUpdated", ["C0001", "C0002"]);
  changed.forEach((work) => work());
  isClosed = true;
  page.later();
  assert.deepEqual(letters(reports), ["pp", "gd"]);
  assert.equal(changed.length, 1);
});

const OUTSIDE = { gdprApplies: false, ccpaApplies: false, lgpdApplies: false };
const ON = { necessary: true, statistics: true, marketing: true };

test("Cookiebot: statistics and marketing, once the shopper has answered", () =>
  tryRows(installCookiebot, {
    "no answer": ["cookiebot", {}, null, ["pp"]],
    "no answer, whatever is on": ["cookiebot", { consent: ON }, null, ["pp"]],
    "an earlier visit": ["cookiebot", { consent: ON, hasResponse: true }, null, ["gg"]],
    "an earlier refusal": ["cookiebot", { hasResponse: true, declined: true }, null, ["dd"]],
    agreed: ["cookiebot", {}, (say) => say(true, true), ["pp", "gg"]],
    "agreed to statistics": ["cookiebot", {}, (say) => say(true, false), ["pp", "gd"]],
    "agreed to marketing": ["cookiebot", {}, (say) => say(false, true), ["pp", "dg"]],
    refused: ["cookiebot", {}, (say) => say(false, false), ["pp", "dd"]],
    "taken back, and given again": [
      "cookiebot",
      {},
      (say) => {
        say(true, true);
        say(false, false);
        say(true, false);
      },
      ["pp", "gg", "dd", "gd"],
    ],
    "the older name": ["cookiebot", { name: "CookieConsent" }, (say) => say(true, true), ["pp", "gg"]],
    "where no answer is asked for": [
      "cookiebot",
      { consent: ON, regulations: OUTSIDE },
      (say, page) => page.fireAtWindow("CookiebotOnConsentReady"),
      ["pp", "gg"],
    ],
    "where an answer is asked for, and the state is ready": [
      "cookiebot",
      { consent: ON },
      (say, page) => page.fireAtWindow("CookiebotOnConsentReady"),
      ["pp"],
    ],
    "renewed: the answer is deleted": [
      "cookiebot",
      { consent: { ...ON }, hasResponse: true },
      (say, page) => {
        Object.assign(page.Cookiebot, { hasResponse: false, consent: { necessary: true } });
        page.fireAtWindow("CookiebotOnDialogDisplay");
      },
      ["gg", "pp"],
    ],
  }));

test("Cookiebot: another script's CookieConsent is not taken for it", async () => {
  const page = world({ CookieConsent: { validConsent: () => true, acceptedCategory: () => true } });
  const reports = await listenTo(page, "cookiebot");
  installCookiebot(page)(true, true);
  assert.deepEqual(letters(reports), ["pp", "gg"]);
});

const with1 = (id, categorySlug, on) => [{ id, name: id, categorySlug, on }];
const usercentricsRows = (more) => ({
  "no answer": ["usercentrics", {}, null, ["pp"]],
  "no answer, whatever is on": ["usercentrics", { services: with1("a1", "functional", true) }, null, ["pp"]],
  agreed: ["usercentrics", {}, (say) => say("a1", "a2", "m1"), ["pp", "gg"]],
  refused: ["usercentrics", {}, (say) => say(), ["pp", "dd"]],
  "agreed to functional services": ["usercentrics", {}, (say) => say("a1", "a2"), ["pp", "gd"]],
  "agreed to some of a category": ["usercentrics", {}, (say) => say("a1", "m1"), ["pp", "dg"]],
  "one service by its id": ["usercentrics:a2", {}, (say) => say("a2"), ["pp", "gd"]],
  "one service by its name": ["usercentrics:Customer.io:Ads", {}, (say) => say("a2", "m1"), ["pp", "gg"]],
  "two services": ["usercentrics:a2:a1", {}, (say) => say("a1"), ["pp", "dg"]],
  "a name that is not there": ["usercentrics:none", {}, (say) => say("a1", "a2", "m1"), ["pp", "pg"]],
  "a category of the shop's own": [
    "usercentrics:stats:ads",
    { services: [...with1("s1", "stats", false), ...with1("x1", "ads", false)] },
    (say) => say("s1"),
    ["pp", "gd"],
  ],
  "statistics before functional": [
    "usercentrics",
    { services: [...with1("s1", "statistics", false), ...with1("f1", "functional", false)] },
    (say) => say("s1"),
    ["pp", "gp"],
  ],
  "no services": ["usercentrics", { services: [] }, (say) => say(), ["pp"]],
  "Customer.io is among the services, whatever its category": [
    "usercentrics",
    { services: [...with1("f1", "functional", false), ...with1("Customer.io", "marketing", false)] },
    (say) => say("f1"),
    ["pp", "dd"],
  ],
  ...more,
});

/** What is reported of each change one by one, because version 3 answers later. */
const oneByOne =
  (...changes) =>
  async (say) => {
    for (const given of changes) {
      say(...given);
      await settle();
    }
  };

test("Usercentrics 2: all services of a category, once the shopper has answered", () =>
  tryRows(
    installUsercentrics2,
    usercentricsRows({
      "no answer is asked for": [
        "usercentrics",
        { services: with1("a1", "functional", true), isRequired: false },
        null,
        ["gp"],
      ],
      "taken back, and given again": [
        "usercentrics",
        {},
        oneByOne(["a1", "a2", "m1"], [], ["a1", "a2"]),
        ["pp", "gg", "dd", "gd"],
      ],
      "an event of a name that only the shop knows": [
        "usercentrics",
        { event: "shopConsent" },
        (say) => say("a1", "a2"),
        ["pp", "gd"],
      ],
      "an older version, which says how each answer came about": [
        "usercentrics",
        { services: with1("a1", "functional", true), isOld: true },
        (say) => say("a1"),
        ["pp", "gp"],
      ],
      "the newer event": ["usercentrics", { event: "UC_UI_CMP_EVENT" }, (say) => say("m1"), ["pp", "dg"]],
    }),
  ));

test("Usercentrics 3: the same, with promises", () =>
  tryRows(
    installUsercentrics3,
    usercentricsRows({
      "no answer is asked for": [
        "usercentrics",
        { services: with1("a1", "functional", true), required: false },
        null,
        ["gp"],
      ],
      "taken back, and given again": [
        "usercentrics",
        {},
        oneByOne(["a1", "a2", "m1"], [], ["a1", "a2"]),
        ["pp", "gg", "dd", "gd"],
      ],
      "not initialized at first": [
        "usercentrics",
        { isInitialized: false },
        async (say, page) => {
          page.initialize();
          await settle();
          say("a1", "a2", "m1");
        },
        ["pp", "gg"],
      ],
    }),
  ));

test("Usercentrics: a manager that fails or is not ready has given no answer", async () => {
  const none = [
    { UC_UI: {} },
    { UC_UI: { isInitialized: () => false, getServicesBaseInfo: () => [] } },
    { __ucCmp: {} },
    { __ucCmp: { getConsentDetails: () => Promise.reject(new Error("the page's own")) } },
    { __ucCmp: { getConsentDetails: async () => undefined } },
  ];
  for (const members of none) {
    const page = world(members);
    const reports = await listenTo(page, "usercentrics");
    page.later();
    await settle();
    assert.deepEqual(reports, [], JSON.stringify(members));
  }
});
