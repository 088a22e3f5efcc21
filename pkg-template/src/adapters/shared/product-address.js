// What a web address says about a product. Shop systems name the product in the path, or in the query.

/** The start page, in any language. */
const HOME = /^\/([a-z]{2}([-_][a-z]{2,4})?\/?)?(index\.\w+)?$/i;
// The file of a shop system, or a word that the addresses of all products have.
const GENERIC =
  /^(index|default|home|main|shop|store|merchant|element|catalog(ue)?|d?p|(view|show)?-?(prod(uct|ukt|uit|uto|ucto|ott)[eios]*|items?|arti(kel|cles?)|details?|view|show|page)([-_.]?(info|details?|display|view|show|page|start))*)(\.\w+)?$/i;
// A path, or the route in a query, that leads to a product.
const ABOUT = /produ[ckt]|item|arti[ck]|detail/i;
const ROUTE = /^(route|page|main_page|view|controller|ctrl|cl|target|dispatch|action|module|mod)$/i;
// OpenCart, osCommerce, PrestaShop, OXID, CS-Cart, VirtueMart, Salesforce, Bitrix and others.
const QUERY_ID =
  /^(.*\[|virtuemart_)?(product_?(id|code|no)?\]?|products_id|id_product|prod_?id|pid|info|element_id|artikel_?(id|nr)|article_?id|artnr|anid|s?article|sku)$/i;

/**
 * The id of the product that an address names; undefined where it names none.
 * @param {URL | undefined} address
 * @returns {string | undefined}
 */
export function addressId(address) {
  if (!address) return;
  // A shop inside another page keeps its routes in the hash: `#!/Hoodie/p/42`.
  const path = /^#!?\//.test(address.hash) ? address.hash.split("?")[0] : address.pathname;
  // Magento's and Shopware's own addresses, and Amazon's.
  const numbered = /\/(?:id|sArticle)\/(\d+)(?:\/|$)|\/dp\/(\w{10})/.exec(path);
  if (numbered) return numbered[1] || numbered[2];
  // VTEX has `/hoodie/p`.
  const last = path
    .replace(/\/(p|amp)?\/?$/, "")
    .split("/")
    .pop();
  if (last && !GENERIC.test(last) && !HOME.test(path)) return last;
  const entries = [...address.searchParams];
  // JTL has `?a=42`. A plain `id` is the product's only in an address about products.
  const [, value] =
    entries.find(([name]) => QUERY_ID.test(name)) ||
    entries.find(([name, id]) => (name === "a" || (name === "id" && isAboutProduct(address))) && +id) ||
    [];
  return /^[^{:\s]+/.exec(value ?? "")?.[0];
}

/** @param {URL} address */
const isAboutProduct = ({ pathname, searchParams }) =>
  ABOUT.test(pathname) || [...searchParams].some(([name, value]) => ROUTE.test(name) && ABOUT.test(value));

/**
 * Whether an address is the start page's, which is about no product.
 * @param {URL} address
 */
export const isHome = (address) =>
  HOME.test(address.pathname) && !addressId(address) && !isAboutProduct(address);
