// The collector as it is from outside: a name that has to be looked up, and TLS with a certificate for that name.

import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, createServer } from "node:tls";
import { nginxCommands } from "../../../scripts/setup/nginx.mjs";

const NAME = "collector.test";

/** In front of the collector at `port`: `{host, resolver, authority, close()}`, the name with its port, a name server that knows it (and every other name), and the file of who vouches for it. */
export async function startUpstream(port) {
  const folder = mkdtempSync(join(tmpdir(), "shoptrail-tls-"));
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name));
  const subject = ["-subj", `/CN=${NAME}`, "-addext", `subjectAltName=DNS:${NAME}`];
  execFileSync(
    nginxCommands().openssl,
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "2",
      "-keyout",
      key,
      "-out",
      cert,
      ...subject,
    ],
    { stdio: "pipe" },
  );
  const sockets = new Set();
  const identity = createSecureContext({ key: readFileSync(key), cert: readFileSync(cert) });
  // Whoever does not say whom it wants to speak to is not answered, as at a host of many.
  const tls = createServer({ SNICallback: (name, done) => done(null, identity) }, (socket) => {
    const inner = connect(port, "127.0.0.1");
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ]) {
      sockets.add(one);
      one
        .on("error", () => other.destroy())
        .on("close", () => (sockets.delete(one), other.destroy()))
        .pipe(other);
    }
  });
  tls.on("tlsClientError", () => {}); // whoever does not trust us hangs up
  await new Promise((resolve) => tls.listen(0, "127.0.0.1", resolve));
  const names = createSocket("udp4");
  names.on("message", (query, { port, address }) => names.send(answer(query), port, address));
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

/** To one question of RFC 1035: 127.0.0.1 for an A, nothing for anything else. */
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
