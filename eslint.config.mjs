// Limits on lines, functions, files and parameters, and names that must not hide other names. Prettier
// formats the code (`npm run format`); this file holds what a formatter cannot. `npm test` checks every file.
import globals from "globals";

const LINE = { code: 110, ignoreUrls: true, ignoreRegExpLiterals: true };

const limits = (lines) => ({
  "max-len": ["error", LINE],
  "max-lines": ["error", lines],
  "max-lines-per-function": ["error", { max: 60, IIFEs: true }],
  "max-params": ["error", 5],
  "no-shadow": "error",
  "no-undef": "error",
  "no-unused-vars": ["error", { caughtErrors: "none" }],
});

const everywhere = { ...globals.browser, ...globals.node };

const named = (...names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

/** What a driven page has: the tracker, the measurement, and what shops and platforms define. */
const ofPages = named(
  "shoptrail",
  "bench",
  "dataLayer",
  "gtag",
  "Shopify",
  "wp_set_consent",
  "CookieConsent",
);

/** What Shopify gives a custom pixel, the code that the build puts in, and what that code defines. */
const ofCustomPixel = named("analytics", "browser", "init", "api", "__PIXEL__", "shoptrailPixel");

export default [
  // pkg and target are built. Fixtures are recorded data and published versions.
  { ignores: ["pkg/", "target/", "node_modules/", "**/fixtures/"] },
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: { globals: everywhere },
    rules: limits(400),
  },
  {
    files: ["pkg-template/src/**/*.js"],
    rules: limits(300),
  },
  {
    files: ["tests/**/*.mjs", "bench/**/*.mjs", "scripts/conformance/*.mjs", "scripts/soak/*.mjs"],
    languageOptions: { globals: ofPages },
  },
  { files: ["pkg-template/shopify/custom-pixel.js"], languageOptions: { globals: ofCustomPixel } },
];
