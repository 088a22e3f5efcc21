// Makes a self-signed certificate for one host and one run:
// https://www.rfc-editor.org/rfc/rfc5280#section-4.1 in DER.

import { generateKeyPairSync, sign } from "node:crypto";

const ECDSA_WITH_SHA256 = sequence(objectId("2a8648ce3d040302"));
const DAY_MS = 86_400_000;

/** `{key, cert}` in PEM, the form that TLS servers accept. */
export function certificate(host) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(der(0x31, sequence(objectId("550403"), der(0x0c, Buffer.from(host)))));
  const validity = sequence(time(Date.now() - DAY_MS), time(Date.now() + DAY_MS));
  const body = sequence(
    der(0x02, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const cert = sequence(
    body,
    ECDSA_WITH_SHA256,
    der(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)])),
  );
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }),
    cert: `-----BEGIN CERTIFICATE-----\n${cert
      .toString("base64")
      .match(/.{1,64}/g)
      .join("\n")}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag, content) {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts) {
  return der(0x30, Buffer.concat(parts));
}

function objectId(hex) {
  return der(0x06, Buffer.from(hex, "hex"));
}

function time(ms) {
  return der(
    0x17,
    Buffer.from(
      `${new Date(ms)
        .toISOString()
        .replace(/[-:T]|\.\d+Z/g, "")
        .slice(2)}Z`,
    ),
  );
}
