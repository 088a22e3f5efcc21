// Which session an event belongs to. Pure: the clock, the record and the campaign are arguments. The part
// `sessions` stores the record, and adds the ids to messages.

/**
 * @typedef {object} Session As it is stored.
 * @property {string} owner The anonymous id of the shopper.
 * @property {number} id When it began, in ms since 1970.
 * @property {number} number 1 for the shopper's first session in this browser.
 * @property {number} last The time of its last event.
 * @property {string[]} campaigns Those of this visit: since the last 30 minutes without an event.
 * @property {Ids} [before] The session before it: an event of a page that died may come late.
 *
 * @typedef {{ id: number, number: number }} Ids
 * @typedef {{ owner: string, at: number, now: number, campaign?: string }} Moment `at`: when the call was
 *   made. `now`: when its message is made.
 */

export const IDLE_MS = 30 * 60 * 1000;
const MAX_CAMPAIGNS = 20;

/**
 * The ids for an event, and the record as it is afterwards. Without `ids` the event has no session: it is
 * older than the sessions that the record knows.
 *
 * @param {Session | undefined} record
 * @param {Moment} moment
 * @returns {{ record: Session, ids?: Ids }}
 */
export function addEvent(record, { owner, at, now, campaign = "" }) {
  if (!record || record.owner !== owner)
    return started({ owner, id: at, number: 1, last: at, campaigns: [campaign] });
  // The clock was set back: the session goes on by the new time.
  const isClockBack = now < record.last;
  // Since then its last event may be from before its beginning.
  if (at < Math.min(record.id, record.last) && !isClockBack) {
    const { before } = record;
    return { record, ids: before && at >= before.id ? before : undefined };
  }
  if (at - record.last > IDLE_MS) return started(next(record, at, [campaign]));
  // Two tabs may tell of two campaigns by turns. Each of them begins one session at most.
  if (campaign && at >= record.last && !record.campaigns.includes(campaign))
    return started(next(record, at, [...record.campaigns, campaign].slice(-MAX_CAMPAIGNS)));
  return started({ ...record, last: isClockBack ? at : Math.max(record.last, at) });
}

/**
 * The ids at a time, for a message that is no event.
 *
 * @param {Session | undefined} record
 * @param {Moment} moment
 * @returns {Ids | undefined}
 */
export const idsAt = (record, { owner, at }) =>
  record?.owner === owner && at >= record.id && at - record.last <= IDLE_MS ? idsOf(record) : undefined;

/**
 * A campaign as one text, from `context.campaign`. Click ids count only where there is nothing else: each
 * click has another one.
 *
 * @param {Record<string, unknown>} [campaign]
 */
export function campaignKey(campaign) {
  if (!campaign) return "";
  const { source, medium, name, term, content } = campaign;
  const known = [source, medium, name, term, content];
  return JSON.stringify(known.some((value) => value) ? known : Object.entries(campaign));
}

/**
 * What storage says, or nothing.
 *
 * @param {any} stored
 * @returns {Session | undefined}
 */
export const readSession = (stored) =>
  stored?.id > 0 && stored.number > 0 && stored.last > 0 && Array.isArray(stored.campaigns)
    ? stored
    : undefined;

/** @param {Session} record */
const started = (record) => ({ record, ids: idsOf(record) });

/**
 * @param {Session} record
 * @returns {Ids}
 */
const idsOf = ({ id, number }) => ({ id, number });

/**
 * @param {Session} record
 * @param {number} at
 * @param {string[]} campaigns
 * @returns {Session}
 */
const next = (record, at, campaigns) => ({
  owner: record.owner,
  id: at,
  number: record.number + 1,
  last: at,
  campaigns,
  before: idsOf(record),
});
