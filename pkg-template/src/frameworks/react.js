"use client";
// React: makes the page's tracker around an app, and gives it to the app's components. It renders on a server
// too.
import { createContext, createElement, useContext, useState } from "react";
import { createTracker } from "shoptrail";
import { createTracker as createSilentTracker } from "./noop.js";

/** @typedef {import("shoptrail").Options} Options */
/** @typedef {import("shoptrail").Tracker} Tracker */

const Context = createContext(/** @type {Tracker | null} */ (null));

/**
 * Makes the page's tracker before its children render, so that their effects find it. Its properties are the
 * options of `createTracker`; the first count. It may render twice (StrictMode), or on a server.
 * @param {Options & { children?: import("react").ReactNode }} properties
 */
export function Shoptrail({ children, ...options }) {
  const [tracker] = useState(() => createTracker(options));
  return createElement(Context.Provider, { value: tracker }, children);
}

/**
 * The tracker of the `<Shoptrail>` around this component. Without one it returns a tracker that does nothing,
 * and reports an error on the console.
 */
export function useShoptrail() {
  const tracker = useContext(Context);
  if (!tracker) console.error("useShoptrail: there is no <Shoptrail> around this component");
  return tracker ?? createSilentTracker();
}
