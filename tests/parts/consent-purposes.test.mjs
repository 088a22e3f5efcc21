// The sources of the part `consent` whose managers ask by purpose or service: `didomi` and `klaro`, against
// their documented interfaces. CookieConsent's own script is tried in a browser
// (tests/e2e/consent-managers.test.mjs).

import assert from "node:assert/strict";
import { test } from "node:test";
import { letters, listenTo, tryRows, world } from "./support/consent-page.mjs";
import { installDidomi, installKlaro } from "./support/managers.mjs";

const CONTENT = ["cookies", "measure_content_performance"];
const ADS = ["cookies", "measure_ad_performance"];

test("Didomi: its purposes, once it does not ask any more", () => {
  const rows = {
    "no answer": ["didomi", {}, null, ["pp"]],
    "no answer, whatever is on": ["didomi", { enabled: [...CONTENT, ...ADS] }, null, ["pp"]],
    "an earlier visit": ["didomi", { enabled: [...CONTENT, ...ADS], isAsking: false }, null, ["gg"]],
    "an earlier refusal": ["didomi", { isAsking: false }, null, ["dd"]],
    agreed: ["didomi", {}, (say) => say(...CONTENT, ...ADS), ["pp", "gg"]],
    "agreed to analytics": ["didomi", {}, (say) => say(...CONTENT), ["pp", "gd"]],
    "agreed to marketing": ["didomi", {}, (say) => say(...ADS), ["pp", "dg"]],
    "not to what is stored": ["didomi", {}, (say) => say(CONTENT[1], ADS[1]), ["pp", "dd"]],
    refused: ["didomi", {}, (say) => say(), ["pp", "dd"]],
    "taken back, and given again": [
      "didomi",
      {},
      (say) => {
        say(...CONTENT, ...ADS);
        say();
        say(...CONTENT);
      },
      ["pp", "gg", "dd", "gd"],
    ],
    "a purpose of the shop's own": ["didomi:analytics-x1", {}, (say) => say("analytics-x1"), ["pp", "gd"]],
    "two purposes of the shop's own": [
      "didomi:analytics-x1:cookies",
      {},
      (say) => say("analytics-x1", "cookies"),
      ["pp", "gg"],
    ],
    "a purpose that is not there": ["didomi:none", {}, (say) => say(...CONTENT), ["pp", "dd"]],
  };
  return tryRows(installDidomi, {
    ...rows,
    "where no law applies": ["didomi", { isAsking: false, regulation: "none" }, null, ["gg"]],
    "opt-out, and nothing refused": [
      "didomi",
      { enabled: [...CONTENT, ...ADS], isAsking: false, regulation: "cpra" },
      (say) => say(...CONTENT),
      ["gg", "gd"],
    ],
    ...Object.fromEntries(
      Object.entries(rows).map(([title, [name, options, ...rest]]) => [
        `${title}, older interface`,
        [name, { ...options, isOld: true }, ...rest],
      ]),
    ),
  });
});

const STATISTICS = { name: "cio", purposes: ["analytics"] };
const MATOMO = { name: "matomo", purposes: ["statistics", "analytics"] };
const PIXEL = { name: "pixel", purposes: ["advertising"] };
const services = [{ name: "session", purposes: ["functional"], required: true }, STATISTICS, MATOMO, PIXEL];
const agree = (names) => (klaro) => {
  names.forEach((name) => klaro.turn(name, true));
  klaro.save();
};

test("Klaro: the services of a purpose, once the shopper has saved a choice", () =>
  tryRows(installKlaro, {
    "no answer": ["klaro", { services }, null, ["pp"]],
    "no answer, whatever is on": ["klaro", { services, consents: { cio: true, pixel: true } }, null, ["pp"]],
    "an earlier visit": [
      "klaro",
      { services, confirmed: true, consents: { cio: true, matomo: true, pixel: false } },
      null,
      ["gd"],
    ],
    agreed: ["klaro", { services }, agree(["cio", "matomo", "pixel"]), ["pp", "gg"]],
    "agreed to some services of a purpose": ["klaro", { services }, agree(["cio", "pixel"]), ["pp", "dg"]],
    refused: ["klaro", { services }, agree([]), ["pp", "dd"]],
    "switched but not saved": ["klaro", { services }, (klaro) => klaro.turn("pixel", true), ["pp"]],
    "saved, then switched but not saved": [
      "klaro",
      { services },
      (klaro) => {
        klaro.save();
        klaro.turn("pixel", true);
      },
      ["pp", "dd"],
    ],
    "taken back, and given again": [
      "klaro",
      { services },
      (klaro) => {
        agree(["cio", "matomo", "pixel"])(klaro);
        ["cio", "matomo", "pixel"].forEach((name) => klaro.turn(name, false));
        klaro.save();
        agree(["pixel"])(klaro);
      },
      ["pp", "gg", "dd", "dg"],
    ],
    "the choice is deleted": [
      "klaro",
      { services },
      (klaro) => {
        agree(["cio", "matomo", "pixel"])(klaro);
        klaro.reset();
      },
      ["pp", "gg", "pp"],
    ],
    "services that the shop names": ["klaro:cio:pixel", { services }, agree(["cio"]), ["pp", "gd"]],
    "a service that is not there": ["klaro:none", { services }, agree(["cio", "pixel"]), ["pp", "pg"]],
    "opt-out services": [
      "klaro",
      { services: [{ ...STATISTICS, optOut: true }, PIXEL], consents: { cio: true } },
      null,
      ["gp"],
    ],
    "opt-out for all": [
      "klaro",
      { services, optOut: true, consents: { cio: true, matomo: true } },
      null,
      ["gd"],
    ],
    "a required service": ["klaro", { services: [{ ...STATISTICS, required: true }] }, null, ["gp"]],
    "no services": ["klaro", { services: [] }, (klaro) => klaro.save(), ["pp"]],
  }));

test("Klaro: before its configuration is there it has given no answer", async () => {
  let manager;
  const page = world({
    klaro: {
      getManager: () => manager.config && manager,
    },
  });
  const reports = await listenTo(page, "klaro");
  page.later();
  manager = { config: { services }, confirmed: true, savedConsents: { pixel: true }, watch: () => {} };
  page.later();
  assert.deepEqual(letters(reports), ["dg"]);
});

test("Didomi: a failure of its own functions disturbs none of its callbacks", async () => {
  const page = world();
  const reports = await listenTo(page, "didomi");
  page.Didomi = {
    getCurrentUserStatus() {
      throw new Error("the page's own");
    },
  };
  page.didomiOnReady[0](page.Didomi);
  page.didomiEventListeners[0].listener();
  assert.deepEqual(reports, []);
  installDidomi(page)(...CONTENT);
  assert.deepEqual(letters(reports), ["pp", "gd"]);
});
