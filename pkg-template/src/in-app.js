// `shoptrail/in-app`: runs Customer.io's in-app library (`customerio-gist-web`) for the person whom the
// tracker knows, and reports what they do with a message. The shop brings the library: it is no part of the
// package.

import { clearPerson, eraseLibrary } from "./in-app/library-storage.js";
import { metricOf, noticeOf } from "./in-app/messages.js";
import { onPerson } from "./in-app/person.js";
import { metricSender } from "./in-app/metrics.js";

export { onPerson };

/**
 * @import { Tracker } from "../index.js"
 * @import { InAppLibrary, InAppOptions, InAppSource, Person } from "../in-app.js"
 * @import { MessageType } from "./in-app/messages.js"
 *
 * @typedef {(type: MessageType, message: any, action?: string, name?: string) => void} Report
 */

/** The events to declare with `customEvents` for the option `trackEvents`. */
export const inAppEvents = Object.fromEntries(
  ["shown", "clicked", "dismissed", "failed"].map((type) => [
    "in_app_message_" + type,
    {
      required: { message_id: "text" },
      optional: { delivery_id: "text", action: "text", action_name: "text" },
    },
  ]),
);

/**
 * Asks for in-app messages while analytics are granted and the person is known. Returns a function that ends
 * it.
 *
 * @param {Tracker} tracker
 * @param {InAppSource} source
 * @param {InAppOptions} options
 * @returns {() => void}
 */
export function inApp(tracker, source, options) {
  const { follow, leave, setRoute } = runLibrary(tracker, source, options);
  /** @type {Promise<unknown>} */
  let work = Promise.resolve();
  /** @param {() => unknown} step */
  const queue = (step) => {
    work = work.then(step).catch((error) => console.warn("shoptrail/in-app:", error));
  };
  const eraseIfDenied = () => {
    if (tracker.diagnostics().consent?.analytics === "denied") queue(eraseLibrary);
  };
  const ends = [
    onPerson(tracker, (person) => queue(() => (person ? follow(person) : leave()))),
    tracker.on("consent", eraseIfDenied),
    tracker.on("call", ({ method }) => {
      if (method === "page") queue(setRoute);
    }),
  ];
  eraseIfDenied();
  return () => {
    for (const end of ends) end();
    queue(leave);
  };
}

/**
 * The library for one person after the other.
 *
 * @param {Tracker} tracker
 * @param {InAppSource} source
 * @param {InAppOptions} options
 */
function runLibrary(tracker, source, options) {
  const send = metricSender(tracker);
  /** @type {InAppLibrary | undefined} */
  let library;
  /** Whom the library asks for. @type {Person | null} */
  let current = null;

  /** @type {Report} */
  function report(type, message, action, name) {
    // What the library does while the person leaves is not the person's action.
    if (!current || !message) return;
    const notice = noticeOf(type, message, action, name);
    const metric = metricOf(type, message, notice);
    if (metric) send(metric, current);
    if (options.trackEvents) trackNotice(tracker, notice);
    options.onMessage?.(notice);
  }

  /** @param {Person} person */
  async function follow(person) {
    if (current) await leave();
    else clearPerson(person.userId);
    const found = library ?? (await load(source));
    found.setCustomAttribute("cio_anonymous_id", person.anonymousId);
    if (!library) {
      const { siteId, colorScheme, logging, env } = options;
      await found.setup({ siteId, colorScheme, logging, env });
      listenTo(found, report, tracker);
      library = found;
    }
    current = person;
    await found.setUserToken(person.userId);
    await setRoute();
  }

  async function leave() {
    current = null;
    clearPerson();
    if (!library) return;
    await library.clearUserToken();
    library.clearCustomAttributes();
    // The library takes a message away when its frame is gone. To dismiss it would be the person's answer.
    for (const { instanceId } of library.currentMessages)
      document.getElementById("gist-" + instanceId)?.remove();
    await setRoute();
  }

  const setRoute = async () => library?.setCurrentRoute(location.href);
  return { follow, leave, setRoute };
}

/**
 * @param {InAppSource} source The library itself, or a function that loads it.
 * @returns {Promise<InAppLibrary>}
 */
async function load(source) {
  const found = /** @type {any} */ ("setup" in source ? source : await source());
  return found.default ?? found;
}

/**
 * @param {InAppLibrary} library
 * @param {Report} report
 * @param {Tracker} tracker
 */
function listenTo({ events }, report, tracker) {
  events.on("messageShown", (message) => report("shown", message));
  events.on("messageDismissed", (message) => report("dismissed", message));
  events.on("messageError", (message) => report("failed", message));
  events.on("messageAction", ({ message, action, name }) => {
    // The library reports the dismissal by itself.
    if (action !== "gist://close") report("clicked", message, action, name);
  });
  events.on("inboxMessageAction", ({ message, action, actionConfig }) => {
    if (action === "opened") report("shown", message);
    else if (action === "dismissed") report("dismissed", message);
    else if (action === "clicked") report("clicked", message, actionConfig?.action, actionConfig?.name);
  });
  // A message can track an event of its own.
  events.on("eventDispatched", ({ name, payload }) => {
    if (name === "analytics:track" && payload?.event) tracker.track(payload.event, payload.properties);
  });
}

/**
 * @param {Tracker} tracker
 * @param {import("../in-app.js").InAppNotice} notice
 */
function trackNotice(tracker, { type, messageId, deliveryId, action, name }) {
  const track = /** @type {(name: string, properties: object) => unknown} */ (tracker.track);
  track("in_app_message_" + type, {
    message_id: messageId,
    delivery_id: deliveryId,
    action,
    action_name: name,
  });
}
