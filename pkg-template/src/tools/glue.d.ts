// What wasm-bindgen makes of src/tools.rs.
import type { Report } from "../../tools.js";

export function initSync(start: { module: WebAssembly.Module }): unknown;
export function checkMessage(text: string, rules: unknown): Report;
export function checkBatch(text: string, rules: unknown): Report;
export function checkRequest(request: unknown, rules: unknown): Report;
export function checkEvent(name: string, properties: string, rules: unknown): Report;
export function planName(event: string): string | undefined;
export function problemCodes(): [code: string, meaning: string][];
