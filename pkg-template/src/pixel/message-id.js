// Message ids without the core. They are the ids that the core makes: tests/adapters/pixel.test.mjs holds
// both to the same vectors.

// Crockford's alphabet: https://github.com/ulid/spec#encoding
const BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * The message id of an order's event. It is the same on every device, so that every copy is one message.
 * @param {string} event
 * @param {string} shop
 * @param {unknown} orderId
 */
export function orderMessageId(event, shop, orderId) {
  return ulid(sha256(`${event}|${shop}|${String(orderId).replace(/\|/g, "%7C")}`));
}

/**
 * The shop's name in order ids where no option says it: the host of its pages. `www.` in front of it is the
 * same shop.
 * @param {string} host  as `location.hostname` writes it: lower case, without port, Punycode
 */
export const shopOfHost = (host) => host.replace(/^www\./, "");

/** The id of a new message: 48 bits of time in milliseconds since 1970, 80 random bits. */
export function messageId(now = Date.now()) {
  const words = crypto.getRandomValues(new Uint32Array(4));
  words[0] = Math.floor(now / 65536);
  words[1] = ((now % 65536) << 16) | (words[1] & 65535);
  return ulid(words);
}

/**
 * The first 128 bits as 26 digits.
 * @param {Uint32Array | number[]} words
 */
function ulid(words) {
  let bits = 0n;
  for (const word of words.slice(0, 4)) bits = (bits << 32n) | BigInt(word);
  let out = "";
  for (let index = 0; index < 26; index++, bits >>= 5n) out = BASE32[Number(bits & 31n)] + out;
  return out;
}

/**
 * SHA-256 of a text in UTF-8, as eight 32-bit words: FIPS 180-4. The sandbox does not promise
 * `crypto.subtle`, which is asynchronous too.
 * @param {string} text
 */
export function sha256(text) {
  const fraction = (/** @type {number} */ root) => ((root - Math.floor(root)) * 4294967296) >>> 0;
  /** @type {number[]} */
  const primes = [];
  for (let number = 2; primes.length < 64; number++)
    if (primes.every((prime) => number % prime)) primes.push(number);
  const constants = primes.map((prime) => fraction(Math.cbrt(prime)));
  let state = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

  const bytes = new TextEncoder().encode(text);
  const padded = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) << 6));
  bytes.forEach((byte, index) => padded.setUint8(index, byte));
  padded.setUint8(bytes.length, 128);
  padded.setUint32(padded.byteLength - 8, bytes.length / 536870912);
  padded.setUint32(padded.byteLength - 4, bytes.length << 3);

  /**
   * @param {number} word
   * @param {number} by
   */
  const rotate = (word, by) => (word >>> by) | (word << (32 - by));
  for (let block = 0; block < padded.byteLength; block += 64) {
    const w = constants.map((_, index) => (index < 16 ? padded.getUint32(block + 4 * index) : 0));
    let [a, b, c, d, e, f, g, h] = state;
    for (let index = 0; index < 64; index++) {
      if (index > 15) {
        const [x, y] = [w[index - 15], w[index - 2]];
        w[index] =
          (w[index - 16] +
            (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) +
            w[index - 7] +
            (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10))) |
          0;
      }
      const choice = (e & f) ^ (~e & g);
      const one =
        (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + constants[index] + w[index]) | 0;
      const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
    }
    state = [a, b, c, d, e, f, g, h].map((word, index) => (word + state[index]) >>> 0);
  }
  return state;
}
