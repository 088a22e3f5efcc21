// What the harness shop, Marlow & Finch, sells: collections, products with their variants, one offer. Prices
// are in pounds. Each pair of colour and size is one variant. The pages, the session and the routes read it.

export const CURRENCY = "GBP";

export const COLLECTIONS = [
  { id: "trail", title: "Trail", line: "Shoes for paths that are not quite paths." },
  { id: "layers", title: "Layers", line: "Wool, shell and fleece, cut to be worn together." },
  { id: "carry", title: "Carry", line: "Small things that come along every time." },
];

const SHOE_SIZES = ["39", "40", "41", "42", "43", "44"];
const SIZES = ["S", "M", "L", "XL"];
const COLOURS = {
  moss: ["Moss", "#5d6b3f"],
  ember: ["Ember", "#b4552d"],
  slate: ["Slate", "#4a5a66"],
  oat: ["Oat", "#c9b48c"],
  pine: ["Pine", "#2f4a3c"],
  tarn: ["Tarn blue", "#3c5f7a"],
  heather: ["Heather", "#7b6079"],
  bracken: ["Bracken", "#8c5a35"],
};

export const PRODUCTS = [
  describe({
    id: "fell-runner",
    name: "Fell Runner",
    collection: "trail",
    category: "Trail shoes",
    price: 128,
    shape: "shoe",
    colours: ["moss", "ember", "slate"],
    sizes: SHOE_SIZES,
    text: "A light shoe with a deep tread for wet grass, loose stone and the road home.",
  }),
  describe({
    id: "scree-low",
    name: "Scree Low",
    collection: "trail",
    category: "Hiking shoes",
    price: 145,
    shape: "shoe",
    colours: ["oat", "tarn"],
    sizes: SHOE_SIZES,
    text: "Waxed suede over a stiff midsole. Made for long days with a pack.",
  }),
  describe({
    id: "tarn-boot",
    name: "Tarn Boot",
    collection: "trail",
    category: "Boots",
    price: 189,
    shape: "boot",
    colours: ["bracken", "pine"],
    sizes: SHOE_SIZES,
    text: "One piece of full-grain leather, a bellows tongue and a sole that can be replaced.",
  }),
  describe({
    id: "wool-sock",
    name: "Merino Path Sock",
    collection: "trail",
    category: "Socks",
    price: 18.5,
    shape: "sock",
    colours: ["heather", "oat"],
    sizes: ["S", "M", "L"],
    text: "Mid-weight merino, cushioned where a boot rubs and nowhere else.",
  }),
  describe({
    id: "harrier-shell",
    name: "Harrier Shell",
    collection: "layers",
    category: "Jackets",
    price: 240,
    shape: "jacket",
    colours: ["tarn", "ember", "pine"],
    sizes: SIZES,
    text: "Three layers, taped, with a hood that turns when your head does.",
  }),
  describe({
    id: "drover-fleece",
    name: "Drover Fleece",
    collection: "layers",
    category: "Fleeces",
    price: 98,
    shape: "fleece",
    colours: ["oat", "moss"],
    sizes: SIZES,
    text: "Recycled high-pile fleece with a chest pocket that fits a map.",
  }),
  describe({
    id: "lark-tee",
    name: "Lark Merino Tee",
    collection: "layers",
    category: "T-shirts",
    price: 62,
    shape: "tee",
    colours: ["slate", "heather", "bracken"],
    sizes: SIZES,
    text: "A fine merino T-shirt that is still fresh on the third day.",
  }),
  describe({
    id: "daypack-18",
    name: "Daypack 18",
    collection: "carry",
    category: "Packs",
    price: 84,
    shape: "pack",
    colours: ["pine", "ember"],
    sizes: ["18 l"],
    text: "A simple roll-top with a wide mouth, two straps and no dangling parts.",
  }),
  describe({
    id: "ridge-cap",
    name: "Ridge Cap",
    collection: "carry",
    category: "Caps",
    price: 29,
    shape: "cap",
    colours: ["moss", "tarn"],
    sizes: ["One size"],
    text: "Soft waxed cotton with a short brim. Folds into a pocket.",
  }),
];

export const OFFER = { code: "FIRSTSTEP", type: "percentage", value: 10 };

/** `{product, variant}` by the id of the variant, or undefined when there is none. */
export function findVariant(id) {
  for (const product of PRODUCTS) {
    const variant = product.variants.find((candidate) => candidate.id === id);
    if (variant) return { product, variant };
  }
}

export function findProduct(id) {
  return PRODUCTS.find((product) => product.id === id);
}

/**
 * The properties of a product under the tracking plan's names. `quantity` is present only when one is given.
 */
export function productProperties(product, variant, quantity) {
  return {
    product_id: product.id,
    variant_id: variant.id,
    sku: variant.sku,
    name: product.name,
    variant_name: `${variant.colourName} / ${variant.size}`,
    category: product.category,
    brand: "Marlow & Finch",
    price: product.price,
    currency: CURRENCY,
    ...(quantity && { quantity }),
    image_url: `/art/${product.id}/${variant.colour}.svg`,
    url: `/products/${product.id}?variant=${variant.id}`,
  };
}

/** A product of the catalogue: `about` with its swatches and with one variant per colour and size. */
function describe({ colours, ...about }) {
  const variants = colours.flatMap((colour) =>
    about.sizes.map((size) => {
      const end = size.toLowerCase().replace(/[^a-z0-9]+/g, "");
      return {
        id: `${about.id}-${colour}-${end}`,
        sku: `MF-${about.id}-${colour}-${end}`.toUpperCase(),
        colour,
        colourName: COLOURS[colour][0],
        tint: COLOURS[colour][1],
        size,
      };
    }),
  );
  const swatches = colours.map((colour) => ({ colour, name: COLOURS[colour][0], tint: COLOURS[colour][1] }));
  return { ...about, swatches, variants };
}
