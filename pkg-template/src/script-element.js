// Finds the script's own element. A module script, and some optimisers, run without `document.currentScript`.

export const script = /** @type {HTMLScriptElement | null} */ (
  document.currentScript || document.querySelector("script[data-write-key],script[src*=write-key]")
);
export const address = script?.src;
