// How much Customer.io takes in one message: a larger one it accepts and discards.

export const MAX_ITEM_BYTES = 32000;

// What a line can do without, the largest first.
const SPARE = "image_url url image variant_name variant brand sku coupon".split(" ");

export const bytesOf = (value) => new TextEncoder().encode(JSON.stringify(value)).length;

/** The same properties within that many bytes: an order of hundreds of lines goes without their pictures, and where it `mayCut` in the end without the last of them. */
export function fit(properties, room, mayCut) {
  const list = ["line_items", "products"].find((name) => Array.isArray(properties?.[name]));
  if (!list) return properties;
  let lines = properties[list];
  const out = () => ({ ...properties, [list]: lines });
  for (const name of SPARE) {
    if (bytesOf(out()) <= room) break;
    lines = lines.map(({ [name]: spare, ...line }) => line);
  }
  while (mayCut && lines.length && bytesOf(out()) > room)
    lines = lines.slice(0, Math.floor(lines.length * 0.9));
  return lines === properties[list] ? properties : out();
}
