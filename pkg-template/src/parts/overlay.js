// Part `overlay`: shows whoever builds the shop what the tracker did on this page, and on the pages before it
// in this tab. `?shoptrail_debug=1` in the address opens it until it is closed, or until
// `?shoptrail_debug=0`; the option `debug` opens it on every page.
//
// It lives in a shadow root, so that neither style sheet reaches the other. Texts are set as text: nothing
// here makes HTML out of data. A style sheet that a script makes needs no permission of a
// Content-Security-Policy.
import { deviceTab } from "./overlay/device-tab.js";
import { forgetOverlay, readEvents, readLook, storeEvents, storeLook } from "./overlay/storage.js";
import { eventList, eventState, header, tabs } from "./overlay/view.js";
import { contradictions } from "./shared/contradictions.js";
import { element, fill } from "./shared/element.js";
import { messageStates } from "./shared/message-state.js";
import { CSS } from "./shared/overlay-css.js";
import { qualityView } from "./shared/quality-view.js";
import { toJson } from "./shared/json.js";

/**
 * @import { MissedEvent, Notices, PageTracker, ReadOptions, Violation } from "../types.js"
 * @import { DiagnosticsOff, DiagnosticsOn } from "../../index.js"
 * @import { Look, ShownEvent } from "./overlay/storage.js"
 * @import { Child } from "./shared/element.js"
 *
 * @typedef {Omit<DiagnosticsOn, "on"> & Omit<DiagnosticsOff, "on">} AllMembers
 * @typedef {Partial<AllMembers> & { on: boolean }} AnyDiagnostics What both kinds of diagnostics may have.
 */

const IS_ASKED = /[?&]shoptrail_debug=1/;
const MAX_EVENTS = 40;
const MAX_KEPT = 60;
const REFRESH_MS = 400;

/**
 * @param {PageTracker} shop
 * @param {ReadOptions} options
 * @param {MissedEvent[]} missedEvents What happened before this part was loaded.
 */
export default function overlay(shop, options, missedEvents) {
  if (/[?&]shoptrail_debug=0/.test(location.search)) return forgetOverlay();
  const events = readEvents();
  // Each look at the diagnostics can process waiting calls. What they emit arrives in `missedEvents` until
  // the listeners are there, so nothing looks at them in between.
  const wasGranted = shop.diagnostics().on;
  let stopFollowing = () => {};
  const panel = createPanel(shop, events, () => {
    stopFollowing();
    forgetOverlay();
  });
  for (const missed of missedEvents) recordEvent(shop, events, missed);
  stopFollowing = followEvents(shop, events, wasGranted, () => setTimeout(panel.refresh));
  panel.refresh();
}

/**
 * Records what happens from now on. Gives the function that ends it.
 *
 * @param {PageTracker} shop
 * @param {ShownEvent[]} events
 * @param {boolean} wasGranted
 * @param {() => void} onChange
 */
function followEvents(shop, events, wasGranted, onChange) {
  /** @param {MissedEvent} event */
  const record = (event) => {
    recordEvent(shop, events, event);
    onChange();
  };
  const reread = (/** @type {PageTransitionEvent} */ event) => {
    if (event.persisted) events.splice(0, MAX_EVENTS, ...readEvents());
  };
  let isGranted = wasGranted;
  const ends = [
    shop.on("call", (notice) => record(["call", notice])),
    shop.on("drop", (notice) => record(["drop", notice])),
    shop.on("consent", ({ analytics }) => {
      if (analytics === "denied" || (isGranted && analytics !== "granted")) events.length = 0;
      isGranted = analytics === "granted";
    }),
    () => removeEventListener("pageshow", reread),
  ];
  addEventListener("pageshow", reread);
  return () => ends.forEach((end) => end());
}

/**
 * @param {PageTracker} shop
 * @param {ShownEvent[]} events The newest first.
 * @param {MissedEvent} event
 */
function recordEvent(shop, events, [type, notice]) {
  if (type === "call") addEvent(events, notice);
  else if (type === "drop") {
    for (const event of events)
      if (notice.messageId && event.id === notice.messageId) event.dropped = notice.reason;
  }
  // While the tracker is off, or without consent, nothing is stored.
  if (shop.diagnostics().on) storeEvents(events);
}

/**
 * @param {ShownEvent[]} events
 * @param {Notices["call"]} call
 */
function addEvent(events, call) {
  const { method, args, result } = call;
  const name = method === "track" ? String(args[0]) : method;
  events.unshift({
    at: Date.now(),
    page: location.pathname,
    name: name.slice(0, 100),
    id: result.ok ? result.messageId : undefined,
    reason: result.ok ? "" : result.reason,
    violations: [...(result.violations || []), ...contradictions(call)].map(shownViolation),
  });
  events.length = Math.min(events.length, MAX_EVENTS);
}

/**
 * @param {Violation} violation
 * @returns {Violation} With what the value was read as, as a short text.
 */
function shownViolation({ code, path, message, kept }) {
  const text = kept === undefined ? undefined : toJson(kept).slice(0, MAX_KEPT);
  return { code, path, message, kept: text };
}

/**
 * Adds the panel to the page, empty. `refresh` draws it where something has changed.
 *
 * @param {PageTracker} shop
 * @param {ShownEvent[]} events
 * @param {() => void} onClose
 */
function createPanel(shop, events, onClose) {
  const look = readLook();
  const { host, root, panel } = createHost();
  const device = deviceTab(shop, () => import("./inspector.js"), refresh);
  /** @type {"events" | "quality" | "storage"} */
  let tab = "events";
  /** @type {string | undefined} */
  let drawn;
  // The option opens the overlay on every page; the address is remembered.
  if (IS_ASKED.test(location.search)) shop.ready(() => host.isConnected && changeLook({}));
  const timer = setInterval(refresh, REFRESH_MS);
  return { refresh };

  /** @param {Look} change */
  function changeLook(change) {
    Object.assign(look, change);
    // While the tracker is off, or without consent, nothing is stored.
    if (shop.diagnostics().on) storeLook(look);
    refresh();
  }

  function refresh() {
    if (document.hidden) return;
    const diagnostics = shop.diagnostics();
    const rows = rowsOf(events, diagnostics);
    const content = toJson([look, tab, rows, summary(diagnostics, tab), device.version]);
    if (content === drawn) return;
    drawn = content;
    panel.className = look.small ? "small" : "";
    host.toggleAttribute("left", !!look.left);
    const views = {
      events: () => eventList(rows),
      quality: () => qualityView(diagnostics.quality),
      storage: device.view,
    };
    fillScrolled(
      panel,
      header(diagnostics, rows, look, { changeLook, close }),
      !look.small && [tabs(tab, open, copy), element("main", {}, views[tab]())],
    );
  }

  /** @param {string} name */
  function open(name) {
    tab = /** @type {typeof tab} */ (name);
    if (tab === "storage") device.read();
    refresh();
  }

  /** @param {HTMLElement} button */
  async function copy(button) {
    copyText(root, button, tab === "storage" ? await device.report() : qualityReport(shop));
  }

  function close() {
    clearInterval(timer);
    host.remove();
    onClose();
  }
}

/**
 * Fills the panel, and keeps its place.
 *
 * @param {HTMLElement} panel
 * @param {...Child} children
 */
function fillScrolled(panel, ...children) {
  const scrolled = panel.querySelector("main")?.scrollTop;
  fill(panel, ...children);
  const main = panel.querySelector("main");
  if (scrolled && main) main.scrollTop = scrolled;
}

/**
 * The events with where their messages are now.
 *
 * @param {ShownEvent[]} events
 * @param {DiagnosticsOn | DiagnosticsOff} diagnostics
 */
function rowsOf(events, diagnostics) {
  const stateOf = messageStates(diagnostics.on ? diagnostics.messages : []);
  return events.map((event) => ({ ...event, where: eventState(event, stateOf) }));
}

/** The element of the overlay, with its shadow root and the panel in it. */
function createHost() {
  const host = document.createElement("shoptrail-overlay");
  const root = host.attachShadow({ mode: "open" });
  addStyle(root);
  const panel = element("section", { "aria-label": "shoptrail" });
  root.append(panel);
  document.documentElement.append(host);
  return { host, root, panel };
}

/**
 * What the panel shows of the diagnostics.
 *
 * @param {AnyDiagnostics} diagnostics
 * @param {string} tab
 */
function summary({ on, off_reason, identity, counts, quality }, tab) {
  return [on, off_reason, identity, counts, tab === "quality" && quality];
}

/** @param {PageTracker} shop */
function qualityReport(shop) {
  const { version, quality } = /** @type {Partial<DiagnosticsOn>} */ (shop.diagnostics());
  return toJson({ version, quality }, 2);
}

/**
 * Copies a text, or shows it where the page may not write to the clipboard.
 *
 * @param {ShadowRoot} root
 * @param {HTMLElement} button
 * @param {string} text
 */
async function copyText(root, button, text) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch (error) {
    const area = /** @type {HTMLTextAreaElement} */ (element("textarea", { readonly: "true" }, text));
    root.querySelector("main")?.prepend(area);
    area.select();
  }
}

/** @param {ShadowRoot} root */
function addStyle(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } catch (error) {
    // Safari before 16.4, Firefox before 101.
    root.append(element("style", {}, CSS));
  }
}
