// Builds one consumer, opens it in Chromium, and returns what happened.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliBytes } from "../../../scripts/sizes.mjs";
import { arrived, consoleErrors } from "../../e2e/support/pages.mjs";
import { startSite } from "../../e2e/support/site.mjs";
import { delivered, started } from "../../e2e/support/story.mjs";
import { STORY } from "./sources.mjs";

const LIMIT_MS = 30_000;

/**
 * `{builds, delivered, runsAs, bytes, wrong}` of a consumer in `project`. `bytes` are those of the scripts
 * and modules that its page loads, brotli 11. `wrong` are the differences from what is required.
 */
export async function play(consumer, project, { browser, collector }) {
  const result = {
    builds: false,
    delivered: consumer.serve ? false : null,
    runsAs: null,
    bytes: null,
    wrong: [],
  };
  project.fill(consumer.files);
  for (const command of consumer.build ?? []) {
    const failure = await project.build(command);
    if (failure) return { ...result, wrong: [failure] };
  }
  result.builds = true;
  if (!consumer.serve) return result;
  let server;
  try {
    server = Array.isArray(consumer.serve)
      ? await project.serve(consumer.serve)
      : await files(join(project.dir, consumer.serve), consumer.imports);
    if (consumer.html && !consumer.html.test(server.html))
      result.wrong.push(`the server's markup is not there: ${server.html.slice(0, 400)}`);
    await visit(consumer, server, { browser, collector }, result);
    result.delivered = result.wrong.length === 0;
  } catch (error) {
    const names = arrived(collector).map(({ type, event }) => event ?? type);
    const errors = (await consoleErrors(browser)).join("; ");
    const output = server?.output ? `; server: ${server.output().slice(-600)}` : "";
    result.wrong.push(`${error.message.split("\n")[0]}; arrived: ${names}; console: ${errors}${output}`);
  } finally {
    await browser.open("about:blank");
    await server?.close();
  }
  return result;
}

async function visit(
  { first = STORY, steps = [], errors = [], runsAs = "wasm", dev = false },
  { origin },
  { browser, collector },
  result,
) {
  collector.reset();
  await consoleErrors(browser);
  await browser.open(`${origin}/`);
  const expected = [...first];
  await started(browser);
  await collector.waitFor(() => arrived(collector).length >= expected.length, LIMIT_MS);
  if (!dev) result.bytes = await bytesLoaded(browser);
  for (const { click, expect } of steps) {
    await browser.click(click);
    expected.push(...expect);
    await collector.waitFor(() => arrived(collector).length >= expected.length, LIMIT_MS);
  }
  await delivered(browser);
  result.runsAs = await browser.run(() => window.ranAs ?? "script");
  const messages = arrived(collector);
  const names = messages.map(({ type, event }) => event ?? type);
  const is = (what, seen, wanted) =>
    String(seen) === String(wanted) || result.wrong.push(`${what}: ${seen} instead of ${wanted}`);
  is("arrived", [...names].sort(), expected.sort());
  is("first", names[0], "identify");
  is("runs as", result.runsAs, runsAs);
  is(
    "page views",
    messages.filter(({ type }) => type === "page").map(({ properties }) => properties.path),
    ["/", ...(steps.some(({ click }) => click === "#cart") ? ["/cart"] : [])],
  );
  is(
    "refused by the collector",
    collector.messages.flatMap(({ verdict }) => verdict.problems).map(({ code }) => code),
    [],
  );
  is(
    "requests",
    collector.requests.flatMap(({ problems }) => problems).map(({ code }) => code),
    [],
  );
  is(
    "on the console",
    (await consoleErrors(browser)).filter((message) => !errors.some((pattern) => pattern.test(message))),
    [],
  );
}

/** Notes on each later page whether its tracker runs as WebAssembly. */
export function watchEngine(browser) {
  return browser.beforePages(() => {
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = (...args) =>
      instantiate.apply(WebAssembly, args).then((module) => ((window.ranAs = "wasm"), module));
  });
}

async function bytesLoaded(browser) {
  const urls = await browser.run(() =>
    [...new Set(performance.getEntriesByType("resource").map(({ name }) => name))].filter(
      (name) => name.startsWith(location.origin) && /\.(m?js|wasm)(\?|$)/.test(name),
    ),
  );
  const bodies = await Promise.all(
    urls.map(async (url) => {
      const answer = await fetch(url);
      return answer.ok && !/html/.test(answer.headers.get("content-type"))
        ? Buffer.from(await answer.arrayBuffer())
        : null;
    }),
  );
  return bodies.filter(Boolean).reduce((sum, body) => sum + brotliBytes(body), 0);
}

/** A folder as a site; `imports` maps the package's name to its file, for pages without a bundler. */
async function files(folder, imports) {
  const map = imports
    ? '<script type="importmap">{ "imports": { "shoptrail": "/node_modules/shoptrail/index.js" } }</script>'
    : "";
  const html = () => readFileSync(join(folder, "index.html"), "utf8").replace("<head>", `<head>${map}`);
  const site = await startSite({
    "/": html,
    "/*": (request, response, { pathname }) => existing(join(folder, pathname)),
  });
  return { ...site, html: html() };
}

function existing(file) {
  try {
    readFileSync(file);
    return { file };
  } catch {
    return { status: 404, body: "" };
  }
}
