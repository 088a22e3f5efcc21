// The anchor of a heading, as a code host makes it, so that a link works there and on the site. The site's
// settings and the check of links use it.

/** The anchor of a heading without marks: `One shop, one name` is `one-shop-one-name`. */
export function slug(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-");
}
