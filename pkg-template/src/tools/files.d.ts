// Files that the build makes, and what a runtime makes of a .wasm file.
declare module "*/module-text.js" {
  const base64: string;
  export default base64;
}
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "#tools-module" {
  const glue: typeof import("./glue.js");
  export default glue;
}
