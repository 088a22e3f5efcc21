/**
 * What the adapters of a page share, whichever file each came in: `installed` names, `facts` about products; of a platform's cart, how
 * often it was seen to change. The part `sources` adds the actions `seen`.
 */
export function memory(shop) {
  return (shop.sources ||= { installed: new Set(), facts: [], version: 0 });
}
