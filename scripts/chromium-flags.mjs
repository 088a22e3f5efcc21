// The flags with which every Chromium of this project starts: the tests' (tests/e2e/support/engines), the
// bench's (bench/chromium.mjs) and that of wasm-bindgen's runner (scripts/test/wasm.mjs). What one of them
// needs besides, it adds itself. The command `check`, which shops run, has its own.

/** Without a window, a sandbox, a graphics card and QUIC, which test machines do not have. */
export const MACHINE_FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"];

/** … and without what Chromium does by itself, which would disturb a test or a measurement. */
export const QUIET_FLAGS = [
  ...MACHINE_FLAGS,
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--window-size=1440,900",
];
