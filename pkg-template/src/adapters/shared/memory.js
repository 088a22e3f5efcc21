/**
 * What the adapters of a page share, whichever file each came in: `installed` names, actions `seen`, `facts` about products; of a platform's
 * cart, how often it was seen to change.
 */
export function memory(shop) {
  return (shop.sources ||= { installed: new Set(), seen: [], facts: [], version: 0 });
}
