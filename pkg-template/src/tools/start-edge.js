// Starts the tools module in Vercel's edge runtime, which gives a .wasm file as a compiled module when its
// address ends in `?module`: https://vercel.com/docs/functions/runtimes/wasm
import * as glue from "./glue.js";
import module from "./shoptrail_tools.wasm?module";

glue.initSync({ module });

// Whoever calls the module imports it from here: a bundler then keeps the start.
export default glue;
