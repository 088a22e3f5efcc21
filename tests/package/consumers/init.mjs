// Projects that `npx shoptrail init` sets up, before they are built: what it writes has to build and deliver.
// list.mjs explains a row.

import { FRAMEWORKS } from "./frameworks.mjs";
import { META_FRAMEWORKS } from "./meta-frameworks.mjs";
import { CALLS } from "./readme.mjs";
import { page } from "./sources.mjs";
import { ADD, ESBUILD, REACT, SPLIT, vite } from "./tools.mjs";

const INIT = ["shoptrail", "init", "--yes", "--write-key", "YOUR_KEY"];
const CALLS_OF_WINDOW = CALLS.replaceAll("shoptrail.", "window.shoptrail.");

/** A project of another row, without the file that `init` has to write, and with other files changed. */
function setUp(name, written, changed = {}) {
  const row = [...FRAMEWORKS, ...META_FRAMEWORKS].find((one) => one.name.startsWith(name));
  const kept = Object.entries(row.files).filter(([path]) => path !== written);
  return {
    ...row,
    name: `${row.name}, set up by \`shoptrail init\``,
    files: { ...Object.fromEntries(kept), ...changed },
    build: [INIT, ...row.build],
  };
}

/** A page of Astro without our component: `init` adds it to the first page with a head. */
function astroIndex() {
  const { files } = META_FRAMEWORKS.find((row) => row.name.startsWith("Astro"));
  return {
    "src/pages/index.astro": files["src/pages/index.astro"]
      .replace(/^---[^]*?---\n/, "")
      .replace("<Shoptrail />", ""),
    "src/pages/cart.astro": "<h1>Cart</h1>\n",
  };
}

export const INITIALISED = [
  {
    name: "a page and its copy of the files, set up by `shoptrail init`",
    entry: "embed.min.js",
    packages: {},
    files: {
      "index.html": page("index.html", "/main.js")["index.html"],
      "main.js": CALLS_OF_WINDOW,
    },
    build: [[...INIT, "--platform", "html"]],
    serve: ".",
    quick: true,
  },
  {
    name: "esbuild 0.28, set up by `shoptrail init`",
    entry: ".",
    packages: ESBUILD,
    files: { "main.js": CALLS_OF_WINDOW, ...page("dist/index.html", "main.js") },
    build: [
      [...INIT, "--platform", "bundler"],
      ["esbuild", "main.js", "--bundle", "--minify", "--outdir=dist", "--log-level=warning", ...SPLIT],
    ],
    serve: "dist",
    quick: true,
  },
  {
    name: "Vite 8 and React 19, set up by `shoptrail init`",
    entry: ".",
    packages: { vite: "8.3.8", ...REACT },
    files: {
      "src/main.jsx": `import { createRoot } from "react-dom/client";
${CALLS_OF_WINDOW}
const add = () => window.shoptrail.track("add_to_cart", { product_id: "P1", quantity: 1 });
createRoot(document.getElementById("app")).render(<button onClick={add}>Add</button>);
`,
      ...page("index.html", "/src/main.jsx"),
    },
    ...vite,
    build: [INIT, ...vite.build],
    steps: [ADD],
  },
  setUp("Next 16, instrumentation-client, build", "instrumentation-client.js"),
  setUp("SvelteKit", "src/hooks.client.js"),
  setUp("Angular", "src/app/shoptrail.ts", angularMain()),
  { ...setUp("Astro", "src/components/Shoptrail.astro", astroIndex()), steps: [ADD] },
];

/** Angular's entry without our provider: `init` adds it. */
function angularMain() {
  const { files } = META_FRAMEWORKS.find((row) => row.name.startsWith("Angular"));
  return {
    "src/main.ts": files["src/main.ts"]
      .replace(/import \{ provideShoptrail \}.*\n/, "")
      .replace(", provideShoptrail()", ""),
  };
}
