// Structured data, for product pages that have nothing better: what search engines read, JSON-LD or microdata, says what product is seen.
import { install, report } from "./shared/sources.js";
import { productOf } from "./shared/structured.js";

/** Other sources know more, and may be a little later. */
const PATIENCE_MS = 1000;

export default function jsonld(shop, options, past = []) {
  if (!install(shop, "jsonld")) return;
  let timer, told, last;
  const hear = ({ method, args, result }) => {
    if (method === "page") arm();
    if (args[0] !== "product_viewed") return;
    // What waits for the tracker may be refused yet.
    told = result.queued ? told || "waits" : result.ok || told === true;
    if (!told && !timer) look();
  };

  arm();
  past.forEach(hear);
  shop.on("call", hear);
  // Whoever leaves sooner has seen it too.
  addEventListener("pagehide", () => timer && look());

  // A page view: the page's, or of a single-page shop.
  function arm() {
    told = false;
    clearTimeout(timer);
    timer = setTimeout(look, PATIENCE_MS);
  }

  function look() {
    clearTimeout(timer);
    timer = 0;
    if (told) return;
    try {
      const product = productOf(document, new URL(location.href));
      const text = JSON.stringify(product);
      // A single-page shop that leaves the data of its first page in place has seen nothing new. Noted before it is told: refused, it has us look again.
      const isNew = product && text !== last;
      last = text;
      if (isNew) report(shop, "jsonld", "product_viewed", product);
    } catch (error) {
      // A shape nobody foresaw.
    }
  }
}
