// The two ways out of a page: `sendBeacon`, and `fetch` with keepalive. It reports what became of a request;
// what follows from that the core decides. A shop with the option `destination` sends by parts/destination.js
// instead.

/**
 * @import { ReportOutcome, Request } from "./types.js"
 */

const FAILED = 0;
const HANDED_OFF = 1;
const REFUSED = 2;

/**
 * Makes a request. Its body is a text, so that no preflight is needed:
 * https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 *
 * @param {Pick<Request, "url" | "body" | "beacon" | "signal">} request
 * @param {ReportOutcome} done May be called twice: first with `via` alone, when the request is made.
 */
export function transmit({ url, body, beacon, signal }, done) {
  if (beacon && sendBeacon(url, body)) {
    done(undefined, "", "", "beacon");
    done(HANDED_OFF, "", "");
    return;
  }
  request(url, { body, signal }, beacon, done);
}

/**
 * Makes a request by fetch. With a signal the browser makes it when the page dies, unless the signal aborts
 * it before; what refuses that throws: https://fetch.spec.whatwg.org/#dom-window-fetchlater
 *
 * @param {string} url
 * @param {RequestInit} init Its body, and its headers where it has any.
 * @param {boolean} beacon Whether the page is being left.
 * @param {ReportOutcome} done
 */
export function request(url, init, beacon, done) {
  let response;
  // `redirect: "error"`: a log-in page at the end of a redirect is no delivery.
  init = { method: "POST", keepalive: true, credentials: "omit", redirect: "error", ...init };
  if (init.signal) {
    fetchLater(url, init);
    return;
  }
  try {
    response = fetch(url, init);
  } catch (error) {
    // A patched `fetch` threw. While the page lives, the core still tries beacons.
    done(beacon ? REFUSED : FAILED, "", "");
    return;
  }
  done(undefined, "", "", "fetch");
  // An async function gives a promise of the engine, whatever the page has put under its name.
  (async () => response)()
    .then(
      (answer) => {
        const report = () =>
          done(
            answer.status,
            answer.headers.get("retry-after") || "",
            answer.headers.get("content-type") || "",
          );
        // Chromium counts a request against the 64 KiB of keepalive until its body has been read.
        return answer.text().then(report, report);
      },
      () => done(FAILED, "", ""),
    )
    .catch(() => done(FAILED, "", ""));
}

/**
 * @param {string} url
 * @param {string} body A text: a JSON Blob would be preflighted, give true, and be lost.
 */
function sendBeacon(url, body) {
  try {
    return navigator.onLine !== false && navigator.sendBeacon(url, body);
  } catch (error) {
    return false;
  }
}
