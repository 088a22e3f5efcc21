/** What the adapters of a page share, whichever file each came in: `installed` names, actions `seen`, `facts` about products. */
export function memory(shop) {
  return (shop.sources ||= { installed: new Set(), seen: [], facts: [] });
}
