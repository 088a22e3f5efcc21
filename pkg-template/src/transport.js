// The two ways out of a page. `done(status, retryAfter, contentType, via)` may be called twice: first with `via` alone when the request is made.

const FAILED = 0;
const HANDED_OFF = 1;
const REFUSED = 2;

/** Makes the request. A string body, so that no preflight is needed: https://fetch.spec.whatwg.org/#cors-safelisted-request-header */
export function transmit({ url, body, beacon }, done) {
  if (beacon && handOff(url, body)) {
    done(undefined, "", "", "beacon");
    done(HANDED_OFF, "", "");
    return;
  }
  request(url, { body }, beacon, done);
}

/** By fetch: `what` is its body, and its headers where it has any. */
export function request(url, what, beacon, done) {
  let answer;
  try {
    // `redirect: "error"`: a log-in page at the end of a redirect is no delivery.
    answer = fetch(url, { method: "POST", keepalive: true, credentials: "omit", redirect: "error", ...what });
  } catch (error) {
    // Someone patched fetch with something that throws. While the page lives, its beacons are still to be tried.
    done(beacon ? REFUSED : FAILED, "", "");
    return;
  }
  done(undefined, "", "", "fetch");
  Promise.resolve(answer)
    .then(
      (response) => {
        // The body is read though nobody wants it: until its end Chromium counts the request against the 64 KiB of keepalive.
        const answer = () =>
          done(
            response.status,
            response.headers.get("retry-after") || "",
            response.headers.get("content-type") || "",
          );
        return response.text().then(answer, answer);
      },
      () => done(FAILED, "", ""),
    )
    .catch(() => done(FAILED, "", ""));
}

function handOff(url, body) {
  try {
    // A JSON Blob would preflight, return true, and be lost: strings only.
    return navigator.onLine !== false && navigator.sendBeacon(url, body);
  } catch (error) {
    return false;
  }
}
