// The examples of docs/examples/server, from the packed tarball in a project of their own, against the
// harness's collector. `npm run test:servers` plays those that need packages: Express, and a Worker in
// workerd.

import assert from "node:assert/strict";
import { cpSync, readdirSync, writeFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { install } from "../package/support/consumer.mjs";
import { expectAll, expectNoStranger, playOrder } from "./support/flow.mjs";
import { SECRET, SHOP, WRITE_KEY, startCustomerIo } from "./support/shop.mjs";

const EXAMPLES = fileURLToPath(new URL("../../docs/examples/server", import.meta.url));
let project, customerIo;

before(async () => {
  project = install();
  cpSync(EXAMPLES, project.dir, { recursive: true });
  customerIo = await startCustomerIo();
  Object.assign(process.env, {
    CUSTOMERIO_WRITE_KEY: WRITE_KEY,
    SHOPTRAIL_ENDPOINT: `${customerIo.origin}/v1/batch`,
    SHOPTRAIL_SHOP: SHOP,
    SHOPIFY_WEBHOOK_SECRET: SECRET,
  });
});
after(() => (project?.close(), customerIo?.close()));

const load = (name) => import(pathToFileURL(join(project.dir, name)).href);

test("a route of Next: the page's order and the webhook's are one, and an outage loses nothing", async () => {
  const { POST } = await load("next-route.mjs");
  const post = async (body, headers) =>
    (await POST(new Request("https://shop.example/api/shoptrail", { method: "POST", body, headers }))).status;
  const { ids, unanswered } = await playOrder(customerIo, post);
  assert.equal(unanswered, 2, "without a queue, the platform repeats what was answered 503");
  await expectAll(customerIo, ids);
  await expectNoStranger(post);
});

test("node's http: the same, with what waits in a queue of files", async () => {
  customerIo.reset();
  const { createServer } = await load("node_modules/shoptrail/server/index.js");
  const { fileQueue } = await load("file-queue.mjs");
  const queue = fileQueue(join(project.dir, "queue"));
  const shop = createServer({
    writeKey: WRITE_KEY,
    endpoint: process.env.SHOPTRAIL_ENDPOINT,
    shop: SHOP,
    shopify: { secret: SECRET, timeoutMs: 500 },
    queue,
  });
  shop.on("problem", () => {});
  const server = http.createServer(shop.node);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const url = `http://127.0.0.1:${server.address().port}/webhooks`;
    const post = async (body, headers) => (await fetch(url, { method: "POST", body, headers })).status;
    const { ids, unanswered } = await playOrder(customerIo, post);
    assert.equal(unanswered, 0, "the queue has them");
    assert.equal((await queue.take(10)).length > 2, true);
    const { delivered, refused } = await shop.flush();
    assert.deepEqual([delivered > 2, refused, (await queue.take(10)).length], [true, 0, 0]);
    await expectAll(customerIo, ids);
    await expectNoStranger(post);
  } finally {
    server.close();
  }
});

test("a queue of files outlives a restart, and one broken file keeps no other", async () => {
  const { createServer } = await load("node_modules/shoptrail/server/index.js");
  const { fileQueue } = await load("file-queue.mjs");
  const folder = join(project.dir, "queue-2");
  const begin = (fetch) => {
    const shop = createServer({ writeKey: "k", shop: SHOP, timeoutMs: 300, queue: fileQueue(folder), fetch });
    shop.on("problem", () => {});
    return shop;
  };
  const person = { email: "jane@example.com" };
  const first = begin(async () => new Response("", { status: 503 }));
  for (const order_id of ["1", "2"])
    assert.equal((await first.track("order_cancelled", { order_id }, person)).outcome, "queued");
  writeFileSync(join(folder, "0-000000000-x.json"), '{"type":"tra');
  const shown = console.error;
  console.error = () => {};
  const sent = [];
  const second = begin(async (url, { body }) => (sent.push(...JSON.parse(body).batch), new Response("{}")));
  try {
    assert.deepEqual(await second.flush(), { delivered: 2, refused: 0 });
  } finally {
    console.error = shown;
  }
  assert.deepEqual(
    sent.map(({ properties }) => properties.order_id),
    ["1", "2"],
  );
  assert.deepEqual(readdirSync(folder), ["0-000000000-x.json.broken"]);
});

test("the queue in Redis keeps the order, keeps an id once, and removes what is done", async () => {
  const { redisQueue } = await load("redis-queue.mjs");
  const [scores, hash] = [new Map(), new Map()];
  // The commands as Redis defines them.
  const queue = redisQueue({
    hSet: async (key, id, text) => void hash.set(id, text),
    zAdd: async (key, { score, value }, { NX }) => (NX && scores.has(value)) || scores.set(value, score),
    zRange: async (key, from, to) =>
      [...scores]
        .sort(([, one], [, other]) => one - other)
        .map(([id]) => id)
        .slice(from, to + 1),
    hmGet: async (key, ids) => ids.map((id) => hash.get(id) ?? null),
    zRem: async (key, ids) => ids.forEach((id) => scores.delete(id)),
    hDel: async (key, ids) => ids.forEach((id) => hash.delete(id)),
  });
  assert.deepEqual(await queue.take(10), []);
  await queue.push([
    { id: "A", message: { n: 1 } },
    { id: "B", message: { n: 2 } },
  ]);
  await queue.push([{ id: "A", message: { n: 1 } }]);
  assert.deepEqual(await queue.take(1), [{ id: "A", message: { n: 1 } }]);
  await queue.done(["A"]);
  assert.deepEqual(await queue.take(10), [{ id: "B", message: { n: 2 } }]);
  assert.equal(hash.size, 1);
  hash.set("B", "{broken");
  assert.deepEqual(await queue.take(10), [{ id: "B", message: null }]);
});
