// What wasm-bindgen makes of src/tools.rs.
import type { Report } from "../../tools.js";

export function initSync(start: { module: WebAssembly.Module }): unknown;
export function checkMessage(text: string, rules: unknown): Report;
export function checkBatch(text: string, rules: unknown): Report;
export function checkRequest(request: unknown, rules: unknown): Report;
export function checkEvent(name: string, properties: string, rules: unknown): Report;
export function planName(event: string): string | undefined;
export function problemCodes(): [code: string, meaning: string][];

/** A server for one shop: src/tools/shop_server.rs. Texts are JSON. */
export class ShopServer {
  constructor(options: string, hasQueue: boolean, canAskPerson: boolean);
  static optionProblems(options: string): import("../../server.js").OptionProblem[];
  receive(method: string, headers: string, body: Uint8Array | undefined, nowMs: number): ShopJob;
  track(event: string, properties: string, about: string, nowMs: number, random: Uint8Array): ShopJob;
  identify(about: string, traits: string, nowMs: number, random: Uint8Array): ShopJob;
  forget(about: string, suppress: boolean, nowMs: number, random: Uint8Array): ShopJob;
  orders(orders: string, eventsOnly: boolean, nowMs: number, random: Uint8Array): ShopJob;
  flush(entries: string, nowMs: number, random: Uint8Array): ShopJob;
  next(job: ShopJob, nowMs: number): unknown;
  replied(job: ShopJob, nowMs: number, reply: string, random: number): void;
  flushed(job: ShopJob, mayWait: boolean): void;
  givePerson(job: ShopJob, about: string, nowMs: number): void;
  kept(job: ShopJob, isKept: boolean): void;
  stats(): import("../../server.js").Stats;
  takeNotices(): import("../../server.js").Notice[];
}

export class ShopJob {
  copyKey(): string | undefined;
  free(): void;
}
