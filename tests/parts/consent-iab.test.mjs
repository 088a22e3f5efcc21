// The sources `tcf` and `gpp` of the part `consent`: what the IAB's interfaces say, through stubs and the
// scripts that replace them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CmpApi, SignalStatus } from "@iabgpp/cmpapi";
import { letters, listenTo, world } from "./support/consent-page.mjs";

const consents = (...numbers) => ({ consents: Object.fromEntries(numbers.map((number) => [number, true])) });
const answered = (purpose, more) => ({
  gdprApplies: true,
  eventStatus: "useractioncomplete",
  tcString: "x",
  purpose,
  ...more,
});

/** A page whose manager gives its listeners `data` when it is asked to. */
function tcfPage() {
  const listeners = [];
  const page = world({
    __tcfapi(command, version, callback) {
      assert.equal(version, 2);
      if (command === "addEventListener") listeners.push(callback);
    },
  });
  page.say = (data, isSuccess = true) => listeners.forEach((listener) => listener(data, isSuccess));
  page.listeners = listeners;
  return page;
}

test("TCF: purposes 1 and 8 for analytics, 1 and 7 for marketing, once there is an answer", async () => {
  const rows = [
    [answered(consents(1, 7, 8), { eventStatus: "tcloaded" }), ["gg"]],
    [answered(consents(1, 7, 8)), ["gg"]],
    [answered(consents(1, 8)), ["gd"]],
    [answered(consents(1, 7)), ["dg"]],
    [answered(consents(1)), ["dd"]],
    [answered(consents(7, 8)), ["dd"]],
    [answered(consents(1, 9, 10)), ["dd"]],
    [answered({ legitimateInterests: { 1: true, 7: true, 8: true } }), ["dd"]],
    [answered({ consents: { 1: true, 7: false, 8: true } }), ["gd"]],
    [answered({}), ["dd"]],
    [answered(undefined), ["dd"]],
    [answered(consents(1, 7, 8), { gdprApplies: undefined }), ["gg"]],
    [{ gdprApplies: true, eventStatus: "cmpuishown" }, ["pp"]],
    [{ gdprApplies: true, eventStatus: "cmpuishown", tcString: "" }, ["pp"]],
    [answered(consents(1, 7, 8), { eventStatus: "cmpuishown" }), []],
    [answered(consents(), { eventStatus: "tcloaded", tcString: "" }), ["pp"]],
    [answered(undefined, { eventStatus: "tcloaded", tcString: undefined }), ["pp"]],
    [{ gdprApplies: false, eventStatus: "tcloaded" }, ["gg"]],
    [{ gdprApplies: false }, ["gg"]],
    [{ gdprApplies: 0, eventStatus: "tcloaded" }, ["gg"]],
    [{ gdprApplies: 1, eventStatus: "tcloaded" }, ["pp"]],
    [{ gdprApplies: true, cmpStatus: "error", eventStatus: null, tcString: null }, ["pp"]],
    [{ gdprApplies: undefined, eventStatus: undefined }, ["pp"]],
    [null, []],
  ];
  for (const [data, expected] of rows) {
    const page = tcfPage();
    const reports = await listenTo(page, "tcf");
    page.say(data);
    assert.deepEqual(letters(reports), expected, JSON.stringify(data));
  }
});

test("TCF: an answer is taken back and given again, and holds while the window is open", async () => {
  const page = tcfPage();
  const reports = await listenTo(page, "tcf");
  page.say({ gdprApplies: true, eventStatus: "cmpuishown", tcString: "" });
  page.say(answered(consents(1, 7, 8)));
  page.say(answered(consents(1, 7, 8), { eventStatus: "cmpuishown" }));
  page.say(answered(consents()));
  page.say(answered(consents(1, 8)));
  page.say(null, false);
  assert.deepEqual(letters(reports), ["pp", "gg", "dd", "gd"]);
  assert.equal(page.listeners.length, 1);
});

test("TCF: the manager may come late, and may lose what its stub has kept", async () => {
  const kept = [];
  const page = world();
  const reports = await listenTo(page, "tcf");
  page.later();
  page.__tcfapi = (...call) => void kept.push(call);
  page.later();
  assert.deepEqual([kept.length, reports], [1, []], "a stub");
  let calls = 0;
  page.__tcfapi = (command, version, callback) => {
    calls++;
    callback(answered(consents(1, 8)), true);
  };
  page.later();
  page.later();
  assert.deepEqual([calls, letters(reports)], [1, ["gd"]]);
  kept[0][2](answered(consents(1, 7, 8)), true);
  assert.deepEqual(letters(reports), ["gd", "gg"], "the kept call is heard as well");
});

const ready = (parsedSections, applicableSections = [7]) => ({
  signalStatus: "ready",
  applicableSections,
  parsedSections,
});

test("GPP: the European section as TCF; an opt-out of the United States denies marketing", async () => {
  const european = (...numbers) => ({
    PurposeConsents: Array.from({ length: 24 }, (_, index) => numbers.includes(index + 1)),
  });
  const rows = [
    [{ signalStatus: "not ready", applicableSections: [7], parsedSections: {} }, []],
    [ready({ usnat: [{ SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 2 }] }), ["gg"]],
    [ready({ usnat: { SaleOptOut: 0, SharingOptOut: 0 } }), ["gg"]],
    [ready({ usca: { SaleOptOut: 1, SharingOptOut: 2 } }, [8]), ["gd"]],
    [ready({ usva: { TargetedAdvertisingOptOut: 1 } }, [9]), ["gd"]],
    [ready({ usnat: [{ SaleOptOut: 2 }, { Gpc: true }] }), ["gd"]],
    [ready({ usnat: [{ SaleOptOut: 2 }, { Gpc: false }] }), ["gg"]],
    [ready({ uspv1: { OptOutSale: "Y" } }, [6]), ["gd"]],
    [ready({ uspv1: { OptOutSale: "N" } }, [6]), ["gg"]],
    [ready({ uspv1: "1YNN" }), ["gg"]],
    [ready({ uspv1: "1YYN" }), ["gd"]],
    [ready({ usnat: { SaleOptOut: 2 }, usca: { SaleOptOut: 1 } }, [8]), ["gd"]],
    [ready({ tcfeuv2: [european(1, 8)] }, [2]), ["gd"]],
    [ready({ tcfeuv2: european(1, 7, 8) }, [2]), ["gg"]],
    [ready({ tcfeuv2: { PurposeConsent: { 1: true, 7: true, 8: true } } }, [2]), ["gg"]],
    [ready({ tcfeuv2: [{}] }, [2]), ["dd"]],
    // The IAB's own script lists every section that was ever set.
    [ready({ tcfeuv2: european(), usnat: { SaleOptOut: 2 } }, [7]), ["gg"]],
    [ready({ tcfeuv2: european(1, 7, 8), usnat: { SaleOptOut: 1 } }, [7]), ["gd"]],
    [ready({ usnat: { SaleOptOut: 1 }, tcfeuv2: european(1, 7, 8) }, [2]), ["gg"]],
    [ready({ usnat: { SaleOptOut: 1 }, tcfeuv2: european(1, 7, 8) }, [2, 7]), ["gd"]],
    [ready({ tcfeuv2: european(1, 8) }, [7]), []],
    [ready({ tcfcav1: { PurposesExpressConsent: [] } }, [5]), []],
    [ready({}, [-1]), ["gg"]],
    [ready({}, [0]), ["gg"]],
    [ready({ usnat: { SaleOptOut: 1 } }, [-1]), ["gd"]],
    [ready({}, []), []],
    [ready(undefined, undefined), []],
    [null, []],
  ];
  for (const [ping, expected] of rows) {
    const page = world({
      __gpp: (command, callback) =>
        callback(command === "ping" ? ping : { eventName: "signalStatus", pingData: ping }),
    });
    assert.deepEqual(letters(await listenTo(page, "gpp")), expected, JSON.stringify(ping));
  }
});

test("GPP: changes are followed, and the manager may replace its stub", async () => {
  const page = world({ __gpp: () => {} });
  const reports = await listenTo(page, "gpp");
  let listener;
  page.__gpp = (command, callback) =>
    command === "ping" ? callback({ signalStatus: "not ready" }) : (listener = callback);
  page.later();
  const say = (ping) => listener({ eventName: "signalStatus", pingData: ping });
  say(ready({ usnat: { SaleOptOut: 2 } }));
  say({ signalStatus: "not ready" });
  say(ready({ usnat: { SaleOptOut: 1 } }));
  say(ready({ usnat: { SaleOptOut: 2 } }));
  assert.deepEqual(letters(reports), ["gg", "gd", "gg"]);
});

test("GPP: through the IAB's own script", async () => {
  const page = world({ __gpp: () => {} });
  globalThis.window = page;
  const manager = new CmpApi(31, 1);
  const reports = await listenTo(page, "gpp");
  assert.deepEqual(reports, []);
  const say = (sale) => {
    manager.setSignalStatus(SignalStatus.NOT_READY);
    manager.setFieldValue("usnat", "SaleOptOut", sale);
    manager.setSignalStatus(SignalStatus.READY);
  };
  manager.setFieldValue("tcfeuv2", "PurposeConsents", Array(24).fill(false));
  manager.setApplicableSections([7]);
  say(2);
  say(1);
  say(2);
  manager.setApplicableSections([2]);
  manager.setSignalStatus(SignalStatus.READY);
  assert.deepEqual(letters(reports), ["gg", "gd", "gg", "dd"]);
});
