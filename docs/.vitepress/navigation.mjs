// The navigation of the documentation site, by reader. `[title, page]`, where the page is a path in the site
// without its ending. config.mjs leaves out pages that do not exist yet. tests/package/site.test.mjs checks
// that every page of the site is in here.

export const READERS = [
  [
    "Start",
    [
      ["Documentation by reader", "index"],
      ["Questions and answers", "questions"],
      ["Features", "features"],
      ["Glossary", "glossary"],
    ],
  ],
  [
    "Store developer",
    [
      ["Script tag", "script-tag"],
      ["Shopify", "shopify"],
      ["WooCommerce", "woocommerce"],
      ["Other platforms", "platforms"],
      ["Magento, BigCommerce, PrestaShop, Shopware", "cart-platforms"],
      ["Single-page shops", "single-page"],
      ["Consent", "consent"],
      ["Security policies", "security-policies"],
      ["Odd data", "odd-data"],
      ["Troubleshooting", "troubleshooting"],
      ["Adapters in detail", "package/ADAPTERS"],
      ["Shopify files", "package/shopify/index"],
      ["WooCommerce file", "package/woocommerce/index"],
    ],
  ],
  [
    "Headless developer",
    [
      ["npm and frameworks", "npm"],
      ["More frameworks", "frameworks"],
      ["Editors and agents", "editors"],
      ["Calls and answers", "calls"],
      ["Your own events and types", "custom-events"],
      ["Change what is sent", "change-messages"],
      ["Server", "server"],
      ["Testing", "testing"],
      ["In-app messages", "in-app"],
      ["Command line", "cli"],
      ["Tools", "tools"],
    ],
  ],
  [
    "Marketer and analyst",
    [
      ["The tracking plan", "plan"],
      ["Recipes", "package/RECIPES"],
      ["Attribution", "attribution"],
      ["Channels", "channels"],
      ["Who is who", "identity"],
      ["Orders", "orders"],
      ["Is the data good?", "data-quality"],
    ],
  ],
  [
    "Operator",
    [
      ["What is promised", "promises"],
      ["Limits", "limits"],
      ["Destinations", "destinations"],
      ["First-party proxy", "package/PROXY"],
      ["Endpoint contract", "endpoint"],
      ["Privacy", "privacy"],
      ["Threat model", "package/THREATS"],
      ["Migration", "migration"],
      ["Upgrades", "upgrade"],
      ["Changes", "package/CHANGELOG"],
    ],
  ],
  [
    "Contributor",
    [
      ["Contributing", "contributing"],
      ["Architecture", "architecture"],
      ["Build", "build"],
      ["Conformance", "conformance"],
      ["Figures", "figures"],
      ["The package's own page", "package/index"],
    ],
  ],
  [
    "Reference",
    [
      ["Options", "reference/options"],
      ["Events", "package/PLAN"],
      ["Attributes", "reference/attributes"],
      ["Codes", "reference/codes"],
      ["Diagnostics", "reference/diagnostics"],
    ],
  ],
  [
    "Measured",
    [
      ["Beside Customer.io's SDK", "figures/results"],
      ["Sizes", "figures/sizes"],
      ["Engines", "figures/engines"],
      ["Delivery", "figures/delivery"],
      ["Delivery to a pipeline", "figures/pipeline"],
      ["Consumers", "figures/consumers"],
    ],
  ],
];
