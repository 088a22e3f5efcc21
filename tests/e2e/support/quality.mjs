// Reads the data-quality report and the overlay of a page. quality.test.mjs and overlay.test.mjs use it.

/** Waits until the tracker works and the part has a report. Resolves with the report. */
export const reported = (browser) =>
  browser.waitFor(() => window.shoptrail.diagnostics().on && window.shoptrail.diagnostics().quality);

/** The paths of the two parts that the page has requested. */
export const loadedParts = (page) =>
  page.requests.map(({ path }) => path).filter((path) => /quality|overlay/.test(path));

/**
 * Calls `body(root, ...args)` in the page, with the shadow root of the overlay, or undefined where there is
 * none.
 */
export const inOverlay = (browser, body, ...args) =>
  browser.run(
    `(...args) => (${body})(document.querySelector("shoptrail-overlay")?.shadowRoot, ...args)`,
    ...args,
  );

/** Waits until the overlay is there and `body(root, ...args)` is truthy. Resolves with that result. */
export const overlayShows = (browser, body, ...args) =>
  browser.waitFor(
    `(...args) => {
      const root = document.querySelector("shoptrail-overlay")?.shadowRoot;
      return root && (${body})(root, ...args);
    }`,
    ...args,
  );
