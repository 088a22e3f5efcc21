// npm run test:servers: installs the packed tarball with Express and with workerd, and plays the life of an
// order against the examples of docs/examples/server. `-- text` plays those whose name contains the text.

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Problem, ROOT, main, say } from "./run.mjs";
import { resultLine } from "./result-line.mjs";
import { setUp } from "./setup.mjs";

const SERVERS = [
  {
    name: "Express 5, with a queue of files",
    packages: { express: "5.3.0" },
    serve: ["node", "express.mjs"],
  },
  {
    name: "Cloudflare Worker in workerd",
    packages: { miniflare: "4.20260426.0", esbuild: "0.28.2" },
    serve: ["node", "serve-worker.mjs"],
  },
];

main(async () => {
  const text = process.argv.slice(2).join(" ").toLowerCase();
  const wanted = SERVERS.filter(({ name }) => name.toLowerCase().includes(text));
  if (!wanted.length) throw new Problem(`no server's name has "${text}"`);
  await setUp({ browser: false });
  const { openProject, pack } = await import("../tests/package/consumers/project.mjs");
  const folder = mkdtempSync(join(tmpdir(), "shoptrail-tarball-"));
  let failed = 0;
  try {
    const tarball = await pack(folder);
    for (const server of wanted) {
      const from = Date.now();
      const problems = await play(server, await openProject(tarball, server.packages)).then(
        () => [],
        (error) => [error.stack ?? String(error)],
      );
      failed += problems.length;
      say(resultLine(server.name, { wrong: problems }, from));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  process.exitCode = failed ? 1 : 0;
});

/** Throws what is wrong. */
async function play({ serve }, project) {
  const { startCustomerIo, SECRET, SHOP, WRITE_KEY } = await import("../tests/server/support/shop.mjs");
  const { expectAll, expectNoStranger, playOrder } = await import("../tests/server/support/flow.mjs");
  const customerIo = await startCustomerIo();
  Object.assign(process.env, {
    CUSTOMERIO_WRITE_KEY: WRITE_KEY,
    SHOPTRAIL_ENDPOINT: `${customerIo.origin}/v1/batch`,
    SHOPTRAIL_SHOP: SHOP,
    SHOPTRAIL_QUEUE: join(project.dir, "queue"),
    SHOPTRAIL_FLUSH_MS: "500",
    SHOPIFY_WEBHOOK_SECRET: SECRET,
    WOOCOMMERCE_WEBHOOK_SECRET: SECRET,
  });
  let server;
  try {
    if (project.problem) throw new Error(`not installed: ${project.problem}`);
    cpSync(join(ROOT, "docs/examples/server"), project.dir, { recursive: true });
    cpSync(join(ROOT, "tests/server/support/serve-worker.mjs"), join(project.dir, "serve-worker.mjs"));
    server = await project.serve(serve);
    const post = async (body, headers) =>
      (await fetch(`${server.origin}/webhooks`, { method: "POST", body, headers })).status;
    const { ids } = await playOrder(customerIo, post);
    await expectAll(customerIo, ids);
    await expectNoStranger(post);
  } finally {
    await server?.close();
    await customerIo.close();
    project.close();
  }
}
