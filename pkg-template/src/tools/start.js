// Starts the tools module where bytes may be compiled: node, Deno, Bun, a browser.
import { initSync } from "./glue.js";
import text from "./module-text.js";

const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
initSync({ module: new WebAssembly.Module(bytes) });
