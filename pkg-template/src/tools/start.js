// Starts the tools module where bytes may be compiled: node, Deno, Bun, a browser.
import * as glue from "./glue.js";
import text from "./module-text.js";

const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
glue.initSync({ module: new WebAssembly.Module(bytes) });

// Whoever calls the module imports it from here: a bundler then keeps the start.
export default glue;
