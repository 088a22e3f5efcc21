// Consent strings that the IAB's own libraries encode, against the sources `tcf` and `gpp` of the part
// `consent`. The libraries decode the same strings, and their own scripts answer the part.

import * as tcf from "@iabtechlabtcf/core";
import { CmpApi as TcfApi } from "@iabtechlabtcf/cmpapi";
import * as gpp from "@iabgpp/cmpapi";
import { letters, listenTo, world } from "../../tests/parts/support/consent-page.mjs";
import { compare, versionOf } from "./support/compare.mjs";

export const needs = [];

const CMP = 31;
const PURPOSES = 24;
/** The purposes that the part reads, and one that it does not read. */
const TRIED = [1, 7, 8, 9];
/** A vendor list without vendors, which the encoder asks for. */
const VENDOR_LIST = {
  gvlSpecificationVersion: 3,
  vendorListVersion: 150,
  tcfPolicyVersion: 5,
  lastUpdated: "2026-01-01T00:00:00Z",
  ...Object.fromEntries(
    ["specialPurposes", "features", "specialFeatures", "stacks", "vendors", "dataCategories"].map((name) => [
      name,
      {},
    ]),
  ),
  purposes: Object.fromEntries(
    Array.from({ length: 11 }, (_, place) => [place + 1, { id: place + 1, name: `Purpose ${place + 1}` }]),
  ),
};
const QUESTION = "What are analytics and marketing?";

export async function check() {
  return [
    compare(versionOf("@iabtechlabtcf/core"), QUESTION, await tcfCases()),
    compare(versionOf("@iabgpp/cmpapi"), QUESTION, await gppCases(), [
      [
        "The Canadian section has express and implied consent, and the part does not choose between them. " +
          "The shop calls `setConsent()`.",
        ({ name, found }) => name.startsWith("tcfcav1") && found === "no answer",
      ],
    ]),
  ];
}

/** Every set of the tried purposes. */
function subsets() {
  return Array.from({ length: 2 ** TRIED.length }, (unused, bits) =>
    TRIED.filter((_, place) => bits & (1 << place)),
  );
}

/** Two letters as the part's tests write them: for analytics and for marketing. */
function purposeLetters(has) {
  return [has(1) && has(8), has(1) && has(7)].map((isGranted) => (isGranted ? "g" : "d")).join("");
}

function lastOf(reports) {
  return letters(reports).at(-1) ?? "no answer";
}

/** Each set as consent, with each set as legitimate interest, which is no consent. */
async function tcfCases() {
  const page = await tcfPage();
  const cases = [];
  for (const consents of subsets()) {
    for (const interests of subsets()) {
      const model = new tcf.TCModel(new tcf.GVL(VENDOR_LIST));
      Object.assign(model, { cmpId: CMP, cmpVersion: 1, consentScreen: 1 });
      model.purposeConsents.set(consents);
      model.purposeLegitimateInterests.set(interests);
      const text = tcf.TCString.encode(model);
      const decoded = tcf.TCString.decode(text).purposeConsents;
      cases.push({
        name: text,
        expected: purposeLetters((purpose) => decoded.has(purpose)),
        found: await page.answerTo(text),
      });
    }
  }
  return cases;
}

/**
 * A page with the IAB's script. `answerTo(text)` is what the part reports when the shopper's string is that.
 */
async function tcfPage() {
  const page = world();
  globalThis.window = page;
  const manager = new TcfApi(CMP, 1, true);
  const reports = await listenTo(page, "tcf");
  // The script calls its listeners later than `update` returns, and this one after the part's.
  let onAnswer = () => {};
  page.__tcfapi("addEventListener", 2, () => onAnswer());
  return {
    async answerTo(text) {
      const answered = new Promise((resolve) => (onAnswer = resolve));
      manager.update(text, false);
      await answered;
      // The part does not repeat the answer that it gave last.
      return lastOf(reports);
    },
  };
}

/** Every section: its purposes, or each of its fields that is an opt-out with each value. */
async function gppCases() {
  const cases = [];
  for (const [id, section] of gpp.Sections.SECTION_ID_NAME_MAP) {
    for (const fields of section.startsWith("tcf") ? purposeFields(section) : optOutFields(section))
      cases.push(await gppCase(id, section, fields));
  }
  return cases;
}

function purposeFields(section) {
  const field = section === "tcfeuv2" ? "PurposeConsents" : "PurposesExpressConsent";
  return subsets().map((given) => ({
    [field]: Array.from({ length: PURPOSES }, (_, place) => given.includes(place + 1)),
  }));
}

function optOutFields(section) {
  const blank = new gpp.GppModel();
  const first = section === "uspv1" ? ["OptOutSale", "-"] : ["SaleOptOut", 0];
  blank.setFieldValue(section, ...first);
  const names = Object.keys(flat(blank.getSection(section)));
  const isNumbered = (name) => name.endsWith("OptOut");
  return [
    ...names.filter(isNumbered).flatMap((name) => [0, 1, 2].map((value) => ({ [name]: value }))),
    ...names
      .filter((name) => name === "Gpc")
      .flatMap((name) => [true, false].map((value) => ({ [name]: value }))),
    ...names
      .filter((name) => name === "OptOutSale")
      .flatMap((name) => [..."-NY"].map((value) => ({ [name]: value }))),
  ];
}

async function gppCase(id, section, fields) {
  const page = world({ __gpp: () => {} });
  globalThis.window = page;
  const manager = new gpp.CmpApi(CMP, 1);
  const reports = await listenTo(page, "gpp");
  for (const [name, value] of Object.entries(fields)) manager.setFieldValue(section, name, value);
  manager.setApplicableSections([id]);
  manager.setSignalStatus(gpp.SignalStatus.READY);
  const text = manager.getGppString();
  const decoded = new gpp.GppModel(text).getSection(section);
  return {
    name: `${section} ${text} ${Object.keys(fields)}`,
    expected: expectedLetters(section, Object.entries(flat(decoded))),
    found: lastOf(reports),
  };
}

function expectedLetters(section, fields) {
  if (section.startsWith("tcf")) {
    const given = Object.fromEntries(fields);
    const purposes = given.PurposeConsents ?? given.PurposesExpressConsent;
    return purposeLetters((purpose) => purposes[purpose - 1]);
  }
  const isOut = ([name, value]) =>
    (name.endsWith("OptOut") && value === 1) ||
    (name === "Gpc" && value === true) ||
    (name === "OptOutSale" && value === "Y");
  return fields.some(isOut) ? "gd" : "gg";
}

/** The fields of a section, of all its segments. */
function flat(section) {
  return Object.assign({}, ...[].concat(section));
}
