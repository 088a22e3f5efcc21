// Limits on lines, functions, files and parameters, and names that must not hide other names.
// Prettier formats the code (`npm run format`); this file holds what a formatter cannot.
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

export default [
  { ignores: ["pkg/", "target/", "node_modules/", "**/fixtures/"] },
  {
    files: ["pkg-template/src/**/*.js"],
    languageOptions: { globals: everywhere },
    rules: limits(300),
  },
  {
    files: ["**/*.mjs", "www/**/*.js", "src/**/*.js", "pkg-template/bin/**/*.js", "bench/**/*.js"],
    languageOptions: { globals: everywhere },
    rules: limits(400),
  },
  {
    // A suite is one function of many tests, and code that a test runs in a page uses that page's globals.
    files: ["tests/**/*.mjs", "bench/**/*.mjs"],
    rules: { "max-lines-per-function": "off", "no-undef": "off" },
  },
];
