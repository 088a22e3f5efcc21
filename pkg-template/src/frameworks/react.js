"use client";
// React: the tracker of the page around an app, and in its components; where there are server components, one that they may render.
import { createContext, createElement, useContext, useState } from "react";
import { createTracker } from "shoptrail";
import { createTracker as silent } from "./noop.js";

const Context = createContext(null);

/**
 * Makes the page's tracker before its children render, so that their effects find it; its properties are the options of `createTracker`, of which the first count.
 * Rendered twice (StrictMode), or on a server, it is harmless.
 */
export function Shoptrail({ children, ...options }) {
  const [shop] = useState(() => createTracker(options));
  return createElement(Context.Provider, { value: shop }, children);
}

/** The tracker of the `<Shoptrail>` around this component; where there is none, one that does nothing, and a word on the console. */
export function useShoptrail() {
  const shop = useContext(Context);
  if (!shop) console.error("useShoptrail: there is no <Shoptrail> around this component");
  return shop ?? silent();
}
