// What the in-app library says of a message, as a notice for the shop and as the event by which Customer.io
// counts. The events are those of Customer.io's own plugin:
// https://github.com/customerio/cdp-analytics-js/tree/main/packages/browser/src/plugins/in-app-plugin

/**
 * @import { InAppNotice } from "../../in-app.js"
 *
 * @typedef {InAppNotice["type"]} MessageType
 * @typedef {{ event: string, properties: Record<string, unknown> }} Metric
 */

/**
 * @param {MessageType} type
 * @param {any} message A message of the page, or of the inbox.
 * @param {string} [action]
 * @param {string} [name]
 * @returns {InAppNotice}
 */
export function noticeOf(type, message, action, name) {
  return {
    type,
    messageId: message.messageId ?? message.queueId,
    deliveryId: message.properties?.gist?.campaignId || message.deliveryId || undefined,
    action,
    name,
  };
}

/**
 * The event by which Customer.io counts openings and clicks; nothing for the rest, and for a message without
 * an id to count by.
 *
 * @param {MessageType} type
 * @param {any} message
 * @param {InAppNotice} notice
 * @returns {Metric | undefined}
 */
export function metricOf(type, message, { deliveryId, action, name }) {
  if (type !== "shown" && type !== "clicked") return undefined;
  const isClick = type === "clicked";
  const detail = isClick ? { actionName: name, actionValue: action } : {};
  if (deliveryId)
    return {
      event: "Report Delivery Event",
      properties: { deliveryId, metric: isClick ? "clicked" : "opened", ...detail },
    };
  // A broadcast, and a message that the page itself embeds, belong to no campaign.
  const gist = message.properties?.gist;
  const { broadcastIdInt, broadcastId, templateId } = gist?.broadcast ?? {};
  const contentId = gist?.broadcast ? broadcastIdInt || broadcastId : gist?.contentId;
  if (!contentId) return undefined;
  return {
    event: "Report Content Event",
    properties: {
      actionType: isClick ? "clicked_content" : "viewed_content",
      contentId,
      templateId: gist.broadcast ? templateId : gist.templateId,
      contentType: "in_app_content",
      ...detail,
    },
  };
}
