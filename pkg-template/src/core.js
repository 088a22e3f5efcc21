// The one way into the module: values into the engine's heap, the answer out of it, and the heap let go of after each call.
import { instantiate as load } from "shoptrail:glue";
import { height, let_go, put_in, take_out } from "shoptrail:heap";

let wasm;

/** Compiles and starts the module, off the main thread where the engine can. */
export async function instantiate(module) {
  wasm = await load(module);
}

/** Calls an export of src/wasm.rs. What a page handed in must have gone through `read` of the heap. */
export function ask(name, ...values) {
  const base = height();
  try {
    return take_out(wasm[name](...values.map(put_in)));
  } finally {
    let_go(base);
  }
}
