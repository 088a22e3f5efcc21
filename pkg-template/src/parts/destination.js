// The way out to a pipeline that speaks Segment's HTTP API instead of Customer.io's browser endpoint: JSON, and the key in an Authorization header.
// Both need a preflight where the pipeline is of another origin, and no beacon can carry them: at leave it is a keepalive fetch too.
import { request } from "../transport.js";

const ALLOWED = [
  ["destination", /^segment$/, "segment"],
  // No default: who runs a pipeline knows where it is, and Customer.io's own endpoint takes no such request.
  ["endpoint", /./, "the whole address of the pipeline's /v1/batch"],
];

/** `{transmit}` in the place of the transport's own, or `{wrong}` about the options. */
export default function destination(shop, options) {
  const wrong = ALLOWED.filter(([option, pattern]) => !pattern.test(options[option] ?? "")).map(
    ([option, , allowed]) => ({ option, allowed }),
  );
  if (wrong.length) return { wrong };
  const headers = {
    "content-type": "application/json",
    authorization: "Basic " + base64(String(options.writeKey) + ":"),
  };
  // What is refused before it leaves looks like a network that is down; only the shop can mend it.
  let isUntold = /^(true)?$/.test(options.debug ?? "-");
  return {
    transmit(message, done) {
      const { url, beacon } = message;
      message.body = withoutKey(message.body);
      request(url, { body: message.body, headers }, beacon, (status, ...rest) => {
        if (status === 0 && isUntold && !beacon && navigator.onLine !== false) {
          console.warn(
            "shoptrail: no answer from",
            url,
            "- does it allow this origin, POST, and the headers authorization and content-type?",
          );
          isUntold = false;
        }
        // Who has answered once lets us in.
        if (status) isUntold = false;
        done(status, ...rest);
      });
    },
  };
}

/** The key is in the header, and in no event of a warehouse. */
function withoutKey(body) {
  const { writeKey, ...envelope } = JSON.parse(body);
  for (const item of envelope.batch) delete item.writeKey;
  return JSON.stringify(envelope);
}

/** Of the text's UTF-8 bytes: `btoa` takes one byte a character. */
function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
