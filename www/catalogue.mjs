// What Marlow & Finch sells. Prices in pounds; each colour and size together is one variant.

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
  product(
    "fell-runner",
    "Fell Runner",
    "trail",
    "Trail shoes",
    128,
    "shoe",
    ["moss", "ember", "slate"],
    SHOE_SIZES,
    "A light shoe with a deep tread for wet grass, loose stone and the road home.",
  ),
  product(
    "scree-low",
    "Scree Low",
    "trail",
    "Hiking shoes",
    145,
    "shoe",
    ["oat", "tarn"],
    SHOE_SIZES,
    "Waxed suede over a stiff midsole. Made for long days with a pack.",
  ),
  product(
    "tarn-boot",
    "Tarn Boot",
    "trail",
    "Boots",
    189,
    "boot",
    ["bracken", "pine"],
    SHOE_SIZES,
    "One piece of full-grain leather, a bellows tongue and a sole that can be replaced.",
  ),
  product(
    "wool-sock",
    "Merino Path Sock",
    "trail",
    "Socks",
    18.5,
    "sock",
    ["heather", "oat"],
    ["S", "M", "L"],
    "Mid-weight merino, cushioned where a boot rubs and nowhere else.",
  ),
  product(
    "harrier-shell",
    "Harrier Shell",
    "layers",
    "Jackets",
    240,
    "jacket",
    ["tarn", "ember", "pine"],
    SIZES,
    "Three layers, taped, with a hood that turns when your head does.",
  ),
  product(
    "drover-fleece",
    "Drover Fleece",
    "layers",
    "Fleeces",
    98,
    "fleece",
    ["oat", "moss"],
    SIZES,
    "Recycled high-pile fleece with a chest pocket that fits a map.",
  ),
  product(
    "lark-tee",
    "Lark Merino Tee",
    "layers",
    "T-shirts",
    62,
    "tee",
    ["slate", "heather", "bracken"],
    SIZES,
    "A fine merino T-shirt that is still fresh on the third day.",
  ),
  product(
    "daypack-18",
    "Daypack 18",
    "carry",
    "Packs",
    84,
    "pack",
    ["pine", "ember"],
    ["18 l"],
    "A simple roll-top with a wide mouth, two straps and no dangling parts.",
  ),
  product(
    "ridge-cap",
    "Ridge Cap",
    "carry",
    "Caps",
    29,
    "cap",
    ["moss", "tarn"],
    ["One size"],
    "Soft waxed cotton with a short brim. Folds into a pocket.",
  ),
];

export const OFFER = { code: "FIRSTSTEP", type: "percentage", value: 10 };

/** A variant with its product, by its id; undefined when there is none. */
export function findVariant(id) {
  for (const product of PRODUCTS) {
    const variant = product.variants.find((variant) => variant.id === id);
    if (variant) return { product, variant };
  }
}

export function findProduct(id) {
  return PRODUCTS.find((product) => product.id === id);
}

/** What every event says about a product: the tracking plan's names. `quantity` only where there is one. */
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

function product(id, name, collection, category, price, shape, colours, sizes, text) {
  const variants = colours.flatMap((colour) =>
    sizes.map((size) => {
      const end = size.toLowerCase().replace(/[^a-z0-9]+/g, "");
      const own = { id: `${id}-${colour}-${end}`, sku: `MF-${id}-${colour}-${end}`.toUpperCase() };
      return { ...own, colour, colourName: COLOURS[colour][0], tint: COLOURS[colour][1], size };
    }),
  );
  const swatches = colours.map((colour) => ({ colour, name: COLOURS[colour][0], tint: COLOURS[colour][1] }));
  return { id, name, collection, category, price, shape, sizes, swatches, variants, text };
}
