// Robots and people by user agent: public lists against bot-or-preview.js.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadModules } from "../../tests/page/support/modules.mjs";
import { ROOT } from "../run.mjs";
import { compare, versionOf } from "./support/compare.mjs";

export const needs = [];

export async function check() {
  const { botOrPreview } = (await loadModules("bot-or-preview")).botOrPreview;
  const read = (path) => JSON.parse(readFileSync(join(ROOT, "node_modules", path), "utf8"));
  const kindOf = (userAgent) => {
    Object.defineProperty(globalThis, "navigator", { value: { userAgent }, configurable: true });
    globalThis.window = {};
    return botOrPreview({}) ?? "person";
  };
  const cases = (userAgents, expected) =>
    [...new Set(userAgents)].map((name) => ({ name, expected, found: kindOf(name) }));
  const robots = read("crawler-user-agents/crawler-user-agents.json").flatMap(({ instances }) => instances);
  const people = read("user-agents/dist/user-agents.json").map(({ userAgent }) => userAgent);
  return [
    compare(versionOf("crawler-user-agents"), "Is it a robot?", cases(robots, "bot"), ROBOTS),
    compare(versionOf("user-agents"), "Is it a person?", cases(people, "person")),
    compare(
      versionOf("top-user-agents"),
      "Is it a person?",
      cases(read("top-user-agents/src/index.json"), "person"),
    ),
  ];
}

const ROBOTS = [
  [
    "A person is in front of it: the browser inside an app, or an app made of a browser.",
    ({ name }) => /Instagram|MetaIAB|Code\/|Trae\/|Fluid\//.test(name),
  ],
  [
    'Its only word is "bot" behind a space, a "u" or an "x". Phones are called "M bot 51", CUBOT and XBot.',
    ({ name }) => /[ ux]bot/i.test(name),
  ],
  [
    "It is called a program and no browser. Such programs seldom run the scripts of a page.",
    ({ name }) => !name.startsWith("Mozilla/"),
  ],
  [
    "It has a name of its own and no word for robots. A list of such names would cost every page its bytes.",
    () => true,
  ],
];
