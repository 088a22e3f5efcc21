// What the build puts in place (`shoptrail:…`, see scripts/build/bundle.mjs), and what browsers have that
// TypeScript's own library does not know.

/** The heap of values that the module works on: src/engine/heap.js. */
declare module "shoptrail:heap" {
  /** The answer of `work`, or `otherwise` when it throws. */
  export function attempt<T>(work: () => T): T | undefined;
  export function attempt<T, U>(work: () => T, otherwise: U): T | U;
  /** Built-ins as the stub found them, or this script. */
  export const Date: DateConstructor;
  export const Promise: PromiseConstructor;
  export const setTimeout: typeof globalThis.setTimeout;
  export const nowMs: () => number;
  export const fromJson: typeof JSON.parse;
  /** A value as JSON, whatever `toJSON` an old library has added. */
  export function toJson(value: unknown): string;
  /** The names of an object's own members. */
  export function ownNames(object: object): string[];
  export function storedNames(): string[];
  /** A copy of anything as plain data; what cannot be read becomes a symbol. Never throws. */
  export function read(value: unknown): any;
  /** What the part `message-hooks` does. */
  export const hooks: import("./types.js").Hooks;
  /** The handle of a value. */
  export function put_in(value: unknown): number;
  /** The value of a handle. */
  export function take_out(handle: number): any;
  /** How many values the heap holds. */
  export function height(): number;
  /** Forgets every value above `height`. */
  export function let_go(height: number): void;
}

/** Instantiates the module: handles in, handles out. */
declare module "shoptrail:glue" {
  export function instantiate(module: unknown): Promise<Record<string, (...handles: number[]) => number>>;
}

/** The module, in whichever form the build gives it. */
declare module "shoptrail:wasm" {
  const module: unknown;
  export default module;
}

/** The tracking plan, as the part `quality` needs it: scripts/build/plan-rows.mjs. */
declare module "shoptrail:plan" {
  export type PlanRows = { required: string[]; optional: string[] };
  const plan: {
    version: string;
    events: Record<string, PlanRows>;
    line: PlanRows;
    names: string[];
    spellings: [string, string][];
  };
  export default plan;
}

/** https://fetch.spec.whatwg.org/#dom-window-fetchlater */
declare function fetchLater(url: string, init: RequestInit): { readonly activated: boolean };

/** What wasm-bindgen makes for the module of the part `inspector`: src/inspector.rs. */
declare module "shoptrail:inspector-glue" {
  export default function start(from: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  export function readDevice(
    nowMs: number,
    isMasked: boolean,
  ): import("./parts/overlay/device-types.js").Device;
}

/** That module, as gzip and base64. */
declare module "shoptrail:inspector-wasm" {
  const text: string;
  export default text;
}

interface Navigator {
  /** https://www.w3.org/TR/gpc/ */
  globalPrivacyControl?: boolean;
}

interface Document {
  /** https://developer.mozilla.org/docs/Web/API/Document/prerendering */
  prerendering?: boolean;
}

interface Window {
  Shopify?: any;
  dataLayer?: any;
  Temporal?: any;
}

/** The version of the package. The build puts it in place. */
declare const __VERSION__: string;
