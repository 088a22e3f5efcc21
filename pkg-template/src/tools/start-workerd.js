// Starts the tools module in Cloudflare Workers. They forbid to compile bytes, and give an imported .wasm
// file as a compiled module: https://developers.cloudflare.com/workers/runtime-apis/webassembly/javascript/
import * as glue from "./glue.js";
import module from "./shoptrail_tools.wasm";

glue.initSync({ module });

// Whoever calls the module imports it from here: a bundler then keeps the start.
export default glue;
