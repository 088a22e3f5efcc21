// Puts the collector behind a host name and TLS, as a proxy sees it from outside: with a name server for the
// name and a certificate for it. nginx.test.mjs starts it.

import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, createServer } from "node:tls";
import { nginxCommands } from "../../../scripts/setup/nginx.mjs";

const NAME = "collector.test";

/**
 * Starts the TLS server in front of the collector at `port`. Resolves with `{host, otherHost, resolver,
 * authority, close()}`: the name with its port, a name without a certificate, the address of a name server
 * that answers every name, and the file of the certificate to trust.
 */
export async function startUpstream(port) {
  const folder = mkdtempSync(join(tmpdir(), "shoptrail-tls-"));
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name));
  const subject = ["-subj", `/CN=${NAME}`, "-addext", `subjectAltName=DNS:${NAME}`];
  const options = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(" ");
  execFileSync(nginxCommands().openssl, [...options, "-keyout", key, "-out", cert, ...subject], {
    stdio: "pipe",
  });
  const sockets = new Set();
  const identity = createSecureContext({ key: readFileSync(key), cert: readFileSync(cert) });
  // As on a host of many names, a client that sends no server name gets no answer.
  const tls = createServer({ SNICallback: (name, done) => done(null, identity) }, (socket) => {
    const inner = connect(port, "127.0.0.1");
    for (const [from, other] of [
      [socket, inner],
      [inner, socket],
    ]) {
      sockets.add(from);
      from
        .on("error", () => other.destroy())
        .on("close", () => (sockets.delete(from), other.destroy()))
        .pipe(other);
    }
  });
  tls.on("tlsClientError", () => {}); // a client that does not trust the certificate closes the connection
  await new Promise((resolve) => tls.listen(0, "127.0.0.1", resolve));
  const names = createSocket("udp4");
  names.on("message", (query, client) => names.send(answer(query), client.port, client.address));
  await new Promise((resolve) => names.bind(0, "127.0.0.1", resolve));
  return {
    host: `${NAME}:${tls.address().port}`,
    otherHost: `other.test:${tls.address().port}`,
    resolver: `127.0.0.1:${names.address().port}`,
    authority: cert,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise((resolve) => tls.close(resolve)),
        new Promise((resolve) => names.close(resolve)),
      ]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The answer to one DNS question (RFC 1035): 127.0.0.1 for a question of type A, and no record for other
 * types.
 */
function answer(query) {
  const end = query.indexOf(0, 12) + 5;
  const isAddress = query.readUInt16BE(end - 4) === 1;
  const head = Buffer.from(query.subarray(0, end));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(isAddress ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  return isAddress
    ? Buffer.concat([head, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1])])
    : head;
}
