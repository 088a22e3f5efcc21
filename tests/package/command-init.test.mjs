// `npx shoptrail init` from the packed tarball: what it writes into projects of each platform, and that it
// changes nothing else.

import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { PLATFORM_NAMES } from "../../pkg-template/src/cli/commands.js";
import { PLATFORMS as KNOWN } from "../../pkg-template/src/cli/init/platforms.js";
import { MANAGERS } from "../../pkg-template/src/cli/init/settings.js";
import { installCommand } from "./support/command.mjs";

const KEY = ["--write-key", "key_1"];
const HTML = '<!doctype html>\n<html>\n<head>\n  <meta charset="utf-8">\n  <title>Shop</title>\n</head>\n';
const VITE = '<!doctype html><script type="module" src="/src/main.jsx"></script>';
const ANGULAR_CONFIG = `import { ApplicationConfig } from "@angular/core";
export const appConfig: ApplicationConfig = {
  providers: [
    provideRouter(routes),
  ],
};
`;
const HYDROGEN_ROOT = `import { Analytics } from "@shopify/hydrogen";
export default function App() {
  return (
    <Analytics.Provider
      cart={data.cart}
      shop={(a) => (a > 1 ? a : 0)}
    >
      <Outlet />
    </Analytics.Provider>
  );
}
`;

let command;
let folder;
before(() => void (command = installCommand()));
after(() => command?.close());
afterEach(() => folder && rmSync(folder, { recursive: true, force: true }));

/** A project with these files. `packages` are its dependencies. */
function project(files, packages = {}) {
  folder = mkdtempSync(join(tmpdir(), "shoptrail-init-"));
  const dependencies = Object.fromEntries(Object.entries(packages));
  const all = Object.keys(packages).length
    ? { "package.json": JSON.stringify({ dependencies }), ...files }
    : files;
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
const init = (...words) => command.shoptrail("init", "--folder", folder, ...words);
const read = (path) => readFileSync(join(folder, path), "utf8");
const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

/** By platform: its project, the new files, and by changed file what it has then. */
const PLATFORMS = {
  next: {
    packages: { next: "^16.0.0" },
    files: { "src/app/page.tsx": "", "tsconfig.json": "{}" },
    written: ["src/instrumentation-client.ts"],
    holds: {
      "src/instrumentation-client.ts": /createTracker\(\{ writeKey: "key_1", adapters: \[spa\] \}\);/,
    },
  },
  nuxt: {
    packages: { nuxt: "4.5.2", vue: "3" },
    files: { "app/app.vue": "" },
    written: ["app/plugins/shoptrail.js"],
    holds: { "app/plugins/shoptrail.js": /vueApp\.use\(shoptrail, \{ writeKey: "key_1"/ },
  },
  sveltekit: {
    packages: { "@sveltejs/kit": "2", vite: "8" },
    files: { "src/hooks.client.js": 'import x from "x";\nexport const handleError = x;\n' },
    written: [],
    holds: {
      "src/hooks.client.js":
        /^import \{ createTracker \}[^]*import x from "x";[^]*handleError = x;\n\ncreateTracker\(/,
    },
  },
  astro: {
    packages: { astro: "7" },
    files: {
      "src/layouts/Base.astro": "---\nconst { title } = Astro.props;\n---\n<head><title>x</title></head>",
    },
    written: ["src/components/Shoptrail.astro"],
    holds: {
      "src/layouts/Base.astro":
        /^---\nimport Shoptrail from "..\/components\/Shoptrail.astro";\nconst [^]*<Shoptrail \/><\/head>/,
    },
  },
  "react-router": {
    packages: { "@react-router/dev": "7", react: "19" },
    files: { "app/root.tsx": 'import { Outlet } from "react-router";\n', "tsconfig.json": "{}" },
    written: ["app/shoptrail.ts"],
    holds: { "app/root.tsx": /^import "\.\/shoptrail";\nimport \{ Outlet \}/ },
  },
  angular: {
    packages: { "@angular/core": "21" },
    files: { "src/app/app.config.ts": ANGULAR_CONFIG, "tsconfig.json": "{}" },
    written: ["src/app/shoptrail.ts"],
    holds: {
      "src/app/app.config.ts":
        /^import \{ provideShoptrail \} from "\.\/shoptrail";\n[^]*providers: \[\n {4}provideShoptrail\(\),\n {4}provideRouter\(routes\),\n/,
    },
  },
  hydrogen: {
    packages: { "@shopify/hydrogen": "2026.4", react: "19" },
    files: { "app/root.jsx": HYDROGEN_ROOT },
    written: ["app/components/ShoptrailAnalytics.jsx"],
    holds: { "app/root.jsx": /a : 0\)\}\n {4}>\n {6}<ShoptrailAnalytics \/>\n {6}<Outlet/ },
  },
  react: {
    packages: { react: "19", vite: "8" },
    files: { "index.html": VITE, "src/main.jsx": '"use strict";\nimport App from "./App";\n' },
    written: ["src/shoptrail.js"],
    holds: { "src/main.jsx": /^"use strict";\nimport "\.\/shoptrail\.js";\nimport App/ },
  },
  vue: {
    packages: { vue: "3", vite: "8" },
    files: { "index.html": VITE.replace("jsx", "ts"), "src/main.ts": "", "tsconfig.json": "{}" },
    written: ["src/shoptrail.ts"],
    holds: { "src/main.ts": /^import "\.\/shoptrail";\n/ },
  },
  shopify: {
    files: { "layout/theme.liquid": "<html>\n  <head>\n    <title>x</title>\n  </head>" },
    words: ["--cdn", "https://cdn.shop.example/"],
    written: ["snippets/shoptrail.liquid"],
    holds: {
      "layout/theme.liquid":
        /<head>\n {4}\{% render 'shoptrail', write_key: 'key_1', cdn: 'https:\/\/cdn\.shop\.example' %\}\n {4}<title>/,
    },
  },
  html: {
    files: { "index.html": HTML },
    words: ["--cdn", "https://cdn.shop.example"],
    written: [],
    holds: {
      "index.html":
        /<meta charset="utf-8">\n {2}<script>[^\n]*\n {2}<script defer src="https:\/\/cdn\.shop\.example\/embed\.min\.js" data-write-key="key_1" data-endpoint="https:\/\/cdp\.customer\.io\/v1\/b"><\/script>\n/,
    },
  },
};

for (const [name, { packages, files: given, words = [], written, holds }] of Object.entries(PLATFORMS)) {
  test(`${name} is recognised and gets its files`, async () => {
    project(given, packages);
    const original = files();
    const { code, stdout, stderr } = await init("--yes", ...KEY, ...words);
    assert.equal(code, 0, stderr);
    assert.deepEqual(files(), [...original, ...written].sort());
    for (const [path, pattern] of Object.entries(holds)) assert.match(read(path), pattern);
    // Each change was shown, and the user knows what comes next.
    for (const path of [...written, ...Object.keys(holds)]) assert.ok(stdout.includes(path), path);
    assert.match(stdout, /What you should see:\n1\. Open the shop/);
    // A second run finds it, and changes nothing.
    const result = files().map(read);
    const second = await init("--yes", ...KEY, ...words);
    assert.match(second.stdout, /already in .*Nothing was changed/);
    assert.deepEqual(files().map(read), result);
  });
}

test("woocommerce gets the plugin's folder, and its settings as a step", async () => {
  project({ "wp-content/index.php": "" });
  const { code, stdout } = await init("--yes", ...KEY, "--region", "eu");
  assert.equal(code, 0);
  const plugin = "wp-content/plugins/shoptrail-for-woocommerce";
  assert.ok(existsSync(join(folder, plugin, "shoptrail-for-woocommerce.php")));
  assert.match(stdout, /WooCommerce, shoptrail: write key key_1, region eu/);
});

test("without an address the files that the tag loads are copied, and the tag names the copy", async () => {
  project({ "index.html": HTML });
  await init("--yes", ...KEY);
  const [, place] = read("index.html").match(/src="\/(.*)\/embed\.min\.js"/);
  for (const name of ["embed.min.js", "repair.js", "overlay.js", "adapters/ga4.js", "compat.js"])
    assert.ok(existsSync(join(folder, place, name)), name);
  assert.equal(existsSync(join(folder, place, "index.js")), false);
});

test("the options of the page are in what is written", async () => {
  const words = ["--region", "eu", "--anonymous", "send", "--consent-from", "cookiebot,onetrust:C2:C4"];
  project({ "src/app/page.jsx": "" }, { next: "16" });
  await init("--yes", ...KEY, ...words);
  assert.match(
    read("src/instrumentation-client.js"),
    /region: "eu", anonymous: "send", consentFrom: "cookiebot,onetrust:C2:C4", adapters/,
  );
  rmSync(folder, { recursive: true });
  project({ "index.html": HTML });
  await init("--yes", ...KEY, ...words, "--cdn", "https://cdn.shop.example");
  assert.match(
    read("index.html"),
    /data-endpoint="https:\/\/cdp-eu\.customer\.io\/v1\/b" data-anonymous="send" data-consent-from="cookiebot,onetrust:C2:C4">/,
  );
});

test("a place that is not found becomes a step, and the file stays as it is", async () => {
  const config = "export const appConfig = makeConfig();\n";
  project({ "src/app/app.config.ts": config }, { "@angular/core": "21" });
  const { code, stdout } = await init("--yes", ...KEY);
  assert.equal(code, 0);
  assert.equal(read("src/app/app.config.ts"), config);
  assert.match(
    stdout,
    /What is left to do:[^]*Add the provider to those of your app:\n.*import \{ provideShop/,
  );
});

test("an old Next gets a file of its own and the step to import it", async () => {
  project({ "app/page.jsx": "" }, { next: "~15.2.0" });
  const { stdout } = await init("--yes", ...KEY);
  assert.match(read("shoptrail.js"), /export const shoptrail = createTracker/);
  assert.match(stdout, /Next before 15\.3/);
});

test("ends of lines stay those of Windows", async () => {
  project({ "index.html": HTML.replaceAll("\n", "\r\n") });
  await init("--yes", ...KEY, "--cdn", "https://cdn.shop.example");
  assert.equal(read("index.html").replaceAll("\r\n", "").includes("\n"), false);
  assert.match(read("index.html"), /embed\.min\.js/);
});

test("a dry run shows the changes and writes nothing", async () => {
  project({ "index.html": HTML });
  const { code, stdout } = await init("--dry-run", ...KEY, "--cdn", "https://cdn.shop.example");
  assert.equal(code, 0);
  assert.match(stdout, /change index\.html, line 5\n[^]* {2}\+ .*<script>[^]*Nothing was written/);
  assert.equal(read("index.html"), HTML);
});

for (const [name, words, message] of [
  ["no key", [], /option --write-key KEY is missing/],
  ["a key with a quotation mark", ["--write-key", 'a"b'], /the write key "a"b" is wrong/],
  [
    "an unknown platform",
    [...KEY, "--platform", "magento3"],
    /unknown platform "magento3"; allowed: shopify/,
  ],
  [
    "an unknown manager",
    [...KEY, "--consent-from", "cokiebot"],
    /unknown consent manager "cokiebot"; allowed/,
  ],
  ["markup in a manager", [...KEY, "--consent-from", 'onetrust:">'], /unknown consent manager/],
  ["an address without http", [...KEY, "--cdn", "ftp://cdn"], /"ftp:\/\/cdn" is no address/],
  ["a file that is not there", [...KEY, "--file", "shop.html"], /the file shop\.html does not exist/],
  ["nobody who could say yes", KEY, /nobody can answer here: give --yes/],
]) {
  test(`${name} is said in one sentence, and nothing is written`, async () => {
    project({ "index.html": HTML });
    const { code, stderr } = await init(...words);
    assert.equal(code, 2);
    assert.match(stderr, message);
    assert.deepEqual(files().map(read), [HTML]);
  });
}

test("a folder that nothing is recognised in needs the platform", async () => {
  project({ "notes.txt": "" });
  const { code, stderr } = await init("--yes", ...KEY);
  assert.equal(code, 2);
  assert.match(stderr, /no platform is recognised in .*: give --platform \(shopify, /);
});

/** Runs `init` and answers its questions by these lines. */
async function answering(...answers) {
  const child = command.start("init", "--ask", "--folder", folder);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  child.stdin.end(`${answers.join("\n")}\n`);
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, output };
}

test("what no option says is asked, and a wrong answer is asked again", async () => {
  project({ "index.html": HTML });
  const { code, output } = await answering(
    ...["", "", "key 2", "key_2", "mars", "EU", "cookie", "cookieb", "send"],
    ...["cdn.shop.example", "https://cdn.shop.example", "y", ""],
  );
  assert.equal(code, 0, output);
  assert.match(output, /Platform \(html, shopify, .*\) \[html\]/);
  assert.equal(output.match(/Allowed: letters, digits, _ \. : -\./g).length, 2, "none, and one with a space");
  assert.match(output, /"mars" is not one of: us, eu\./);
  assert.match(output, /"cookie" is not one of: none, /, "two begin like this");
  assert.match(output, /Allowed: an address that begins with https:/);
  assert.match(
    read("index.html"),
    /data-write-key="key_2" data-endpoint="https:\/\/cdp-eu.*" data-anonymous="send" data-consent-from="cookiebot"/,
  );
});

test("no is no", async () => {
  project({ "index.html": HTML });
  const { code, output } = await answering("", "key_2", "", "", "", "https://cdn.shop.example", "");
  assert.equal(code, 1);
  // The question is on standard error, the report on standard output: their order here is chance.
  assert.match(output, /Write this \(no, yes\) \[no\]:/);
  assert.match(output, /Nothing was written/);
  assert.equal(read("index.html"), HTML);
});

test("the names that the options allow are those of the platforms and of the part consent", () => {
  assert.deepEqual([...PLATFORM_NAMES].sort(), KNOWN.map(({ name }) => name).sort());
  const part = readFileSync(new URL("../../pkg-template/src/parts/consent.js", import.meta.url), "utf8");
  const loaded = [...part.matchAll(/^ {2}([a-z]+): \(\) => import\(/gm)].map(([, name]) => name);
  const [, own] = part.match(/SOURCES = \{ (.*) \}/);
  assert.deepEqual([...MANAGERS].sort(), [...loaded, ...own.split(", ")].sort());
});
