// `npx shoptrail collect` from the packed tarball: the collector around a test command, and alone.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { installCommand } from "./support/command.mjs";
import { beacon, orderMessage, viewMessage } from "./support/messages.mjs";

const LIMIT_MS = 20_000;

let project;
before(() => {
  project = installCommand();
  // A shop's test, as short as it can be: it sends what its arguments say, and exits as they say.
  project.write(
    "shop-test.mjs",
    `const [code, ...messages] = process.argv.slice(2);
for (const message of messages) {
  const batch = [JSON.parse(message)];
  await fetch(process.env.SHOPTRAIL_ENDPOINT, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: JSON.stringify({ writeKey: "k", sentAt: new Date().toISOString(), batch }),
  });
}
console.log("the test's own output");
process.exit(Number(code));`,
  );
  project.write(
    "expected.json",
    JSON.stringify([
      { event: "product_viewed" },
      { event: "order_completed", times: 1, properties: { total: 59.9, order_id: { $matches: "^1" } } },
    ]),
  );
});
after(() => project?.close());

const collect = (options, code, ...messages) =>
  project.shoptrail(
    "collect",
    ...options,
    "--",
    process.execPath,
    "shop-test.mjs",
    String(code),
    ...messages.map((message) => JSON.stringify(message)),
  );

test("everything expected came: exit code 0, and the reports say so", async () => {
  const options = ["--expect", "expected.json", "--json", "--junit", "junit.xml", "--log", "log.ndjson"];
  const { code, stdout, stderr } = await collect(options, 0, viewMessage(), orderMessage());
  assert.equal(code, 0, stdout);
  const report = JSON.parse(stdout);
  assert.deepEqual([report.ok, report.messages, report.expectations.length], [true, 2, 2]);
  assert.match(stderr, /the test's own output/, "apart from the report");
  assert.match(readFileSync(join(project.dir, "junit.xml"), "utf8"), /tests="4" failures="0"/);
  const lines = readFileSync(join(project.dir, "log.ndjson"), "utf8").trim().split("\n").map(JSON.parse);
  assert.deepEqual(
    lines.map(({ message, problems, duplicate }) => [message.event, problems, duplicate]),
    [
      ["product_viewed", [], false],
      ["order_completed", [], false],
    ],
  );
});

test("what did not come is exit code 1 with the nearest message", async () => {
  const options = ["--expect", "expected.json", "--timeout", "0.2", "--junit", "junit.xml"];
  const { code, stdout } = await collect(options, 0, viewMessage(), orderMessage({ total: 1 }));
  assert.equal(code, 1);
  assert.match(stdout, /^ok {6}product_viewed$/m);
  assert.match(
    stdout,
    /^failed {2}expected order_completed with total 59\.9, order_id \/\^1\/, once; 0 came$/m,
  );
  assert.match(stdout, /^ {10}properties\.total: expected 59\.9, came 1$/m);
  assert.match(
    readFileSync(join(project.dir, "junit.xml"), "utf8"),
    /failures="1"[^]*<failure message="expected order_/,
  );
});

test("a problem of a message and a failing command are exit code 1", async () => {
  const invalid = await collect([], 0, orderMessage({ total: "59.90" }));
  assert.equal(invalid.code, 1);
  assert.match(invalid.stdout, /^problem order_completed 01\S+: properties\.total: .*\(wrong_type\)$/m);
  const failing = await collect([], 3, orderMessage());
  assert.equal(failing.code, 1);
  assert.match(failing.stderr, /ended with exit code 3/);
});

test("alone it runs until everything expected came, or until it is stopped", async () => {
  const running = (...words) => {
    const child = project.start("collect", ...words);
    let [text, output] = ["", ""];
    child.stdout.on("data", (part) => (output += part));
    const endpoint = new Promise((resolve) =>
      child.stderr.on("data", (part) => {
        text += part;
        const [, url] = /collector: (\S+) for a page/.exec(text) ?? [];
        if (url) resolve(url);
      }),
    );
    const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
    const ended = new Promise((resolve) =>
      child.once("close", (code) => (clearTimeout(timer), resolve({ code, output, text }))),
    );
    return { child, endpoint, ended };
  };
  const waiting = running("--expect", "expected.json");
  await beacon(await waiting.endpoint, viewMessage(), orderMessage());
  const met = await waiting.ended;
  assert.equal(met.code, 0, met.output);
  assert.match(met.text, /^order_completed +b7e39c89/m, "each arrival is listed");

  const open = running("--fault", "500");
  assert.equal((await beacon(await open.endpoint, orderMessage())).status, 500);
  open.child.kill("SIGTERM");
  const stopped = await open.ended;
  assert.deepEqual([stopped.code, stopped.output], [0, "0 messages in 1 request: nothing\n"]);
});

test("the shop's own events are known by their declaration", async () => {
  project.write(
    "own.json",
    JSON.stringify({ customEvents: { wishlist_shared: { required: { wishlist_id: "id" } } } }),
  );
  const shared = orderMessage({}, { event: "wishlist_shared", properties: { wishlist_id: "W1" } });
  assert.equal((await collect(["--custom-events", "own.json"], 0, shared)).code, 0);
  assert.match((await collect([], 0, { ...shared })).stdout, /\(unknown_event\)/);
});

test("what is wrong with the arguments is said in one sentence", async () => {
  project.write("misspelt.json", '[{"evnt": "order_completed"}]');
  project.write("object.json", "{}");
  project.write("broken.json", "[");
  for (const [words, pattern] of [
    [["--expect", "none.json"], /^the file none\.json does not exist$/],
    [["--expect", "broken.json"], /^the file broken\.json is not JSON: /],
    [["--expect", "object.json"], /^the file object\.json is no list of expectations$/],
    [
      ["--expect", "misspelt.json"],
      /^expectation 1 of misspelt\.json: an expectation is an object with an event/,
    ],
    [["--port", "99999"], /^option --port is "99999"; allowed: a number from 0 to 65535$/],
    [["--fault", "418"], /^unknown fault "418"; allowed: 429, 500, 503, slow, cut, refuse$/],
    [
      ["--log", "no/folder.ndjson"],
      /^the file no\/folder\.ndjson cannot be written: its folder does not exist$/,
    ],
    [["--", "no-such-command-here"], /^the command no-such-command-here does not start/m],
  ]) {
    const { code, stdout, stderr } = await project.shoptrail("collect", ...words);
    assert.deepEqual([code, stdout], [2, ""], words.join(" "));
    assert.match(stderr.trim(), pattern);
  }
});
