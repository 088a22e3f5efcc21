// The documentation site: it builds within a bound, has every page and a search, and is served under /docs.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { READERS } from "../../docs/.vitepress/navigation.mjs";
import { allPages } from "../../scripts/docs/pages.mjs";
import { SITE, buildSite } from "../../scripts/docs/site.mjs";
import { stage, withLinks } from "../../scripts/docs/stage.mjs";
import { ROOT } from "../../scripts/run.mjs";
import { serve } from "../../www/server.mjs";

const PAGES = Object.values(allPages()).map((path) => path.replace(/\.md$/, ""));
const html = (page) => readFileSync(join(SITE, `${page}.html`), "utf8");

let folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "shoptrail-docs-"));
  await buildSite();
});
after(() => rmSync(folder, { recursive: true }));

test("every document is a page, with a title and its text", () => {
  assert.ok(PAGES.length > 40);
  for (const page of PAGES) {
    const text = html(page);
    assert.match(text, /<title>[^<]+ \| shoptrail<\/title>|<title>shoptrail<\/title>/, page);
    assert.match(text, /<h1 /, page);
  }
  assert.ok(html("identity").includes("{{ customer.id }}"), "Liquid in a document stays as it is");
  assert.doesNotMatch(html("index"), /\{\{/, "the frame of a page is rendered");
});

test("the navigation has every page once, and no page that does not exist but those to come", () => {
  const listed = READERS.flatMap(([, pages]) => pages.map(([, page]) => page));
  assert.equal(new Set(listed).size, listed.length);
  assert.deepEqual(
    PAGES.filter((page) => !listed.includes(page)),
    [],
  );
  const toCome = ["server", "testing", "cli", "tools"];
  assert.deepEqual(
    listed.filter((page) => !PAGES.includes(page) && !toCome.includes(page)),
    [],
  );
});

test("every link of the built pages to a page of the site leads to a file, and to a heading there", () => {
  let links = 0;
  for (const page of PAGES)
    for (const [, link, anchor] of html(page).matchAll(/href="\/docs\/([^"#?]*)(?:#([^"]*))?"/g)) {
      const file = join(SITE, !link || link.endsWith("/") ? `${link}index.html` : link);
      assert.ok(existsSync(file), `${page}: ${link}`);
      if (anchor) {
        const id = `id="${decodeURIComponent(anchor)}"`;
        assert.ok(readFileSync(file, "utf8").includes(id), `${page}: ${link}#${anchor}`);
      }
      links += 1;
    }
  assert.ok(links > 500);
});

test("the site has a search index with the words of the documents", () => {
  const chunks = join(SITE, "assets", "chunks");
  const index = readdirSync(chunks).find((name) => name.startsWith("@localSearchIndex"));
  const words = readFileSync(join(chunks, index), "utf8");
  for (const word of ["stitched", "troubleshooting", "handed"]) assert.ok(words.includes(word), word);
});

test("a link to a file that is no page leads to the repository, or only its words stay", () => {
  const target = (link) => (link === "page.md" ? "./page.md" : undefined);
  const line = "See [a *page*](page.md) and [a file](../src/lib.rs).";
  assert.equal(withLinks(line, target), "See [a *page*](./page.md) and a file.");
  assert.equal(withLinks("```\n[a](b.md)\n```", target), "```\n[a](b.md)\n```");
  assert.equal(
    withLinks("The [a\npage](page.md), [a\nfile](x.rs).", target),
    "The [a\npage](./page.md), a\nfile.",
  );
  stage(folder, "https://code.example/o/n/blob/main");
  const staged = readFileSync(join(folder, "contributing.md"), "utf8");
  assert.ok(staged.includes("](https://code.example/o/n/blob/main/.github/workflows/docs.yml)"));
  assert.ok(staged.includes("](./package/PROXY.md)"));
});

test("a link to nothing is refused by name", () => {
  const source = mkdtempSync(join(tmpdir(), "shoptrail-dead-"));
  try {
    writeFileSync(join(source, "page.md"), "# Page\n\nA [page](nothing.md#part).\n");
    const pages = { [relative(ROOT, join(source, "page.md"))]: "page.md" };
    assert.throws(() => stage(folder, "", pages), /page\.md: nothing\.md#part/);
  } finally {
    rmSync(source, { recursive: true });
  }
});

test("the harness serves the site under /docs, and says so while it is not built", async () => {
  const harness = await serve({ shopPort: 0 });
  const get = (path) => fetch(new URL(path, harness.url), { redirect: "manual" });
  try {
    assert.equal((await get("docs")).headers.get("location"), "/docs/");
    for (const path of ["docs/", "docs/script-tag.html", "docs/script-tag", "docs/package/PLAN.html"]) {
      const answer = await get(path);
      assert.equal(answer.status, 200, path);
      assert.match(answer.headers.get("content-type"), /text\/html/);
    }
    assert.equal((await get("docs/nothing.html")).status, 404);
    assert.equal((await get("docs/%2e%2e%2f%2e%2e%2fpackage.json")).status, 404);
    assert.equal((await get("docs/%ZZ")).status, 404);
  } finally {
    await harness.close();
  }
  const empty = await serve({ shopPort: 0, docsDir: join(folder, "none") });
  try {
    const answer = await fetch(new URL("docs/", empty.url));
    assert.equal(answer.status, 503);
    assert.match(await answer.text(), /not built yet/);
    empty.docs.problem = "a link leads nowhere";
    const failed = await fetch(new URL("docs/", empty.url));
    assert.deepEqual([failed.status, /a link leads nowhere/.test(await failed.text())], [500, true]);
    assert.equal((await fetch(empty.url)).status, 200);
  } finally {
    await empty.close();
  }
});
