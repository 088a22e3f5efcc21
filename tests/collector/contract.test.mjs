// The typed reader of the tools module: Customer.io's rules and the tracking plan, as the collector, the
// server and a shop's own tests use them.

import assert from "node:assert/strict";
import test from "node:test";
import { readFileSync } from "node:fs";
import { checkEvent, checkMessage, checkRequest, planName, problemCodes } from "../../pkg/tools/index.js";

const ULID = "01M84A659WKVZXJRR9WJ55XFH0";
const UUID = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";
const NOW = "2026-11-23T13:40:36.516Z";
function track(changes = {}) {
  return {
    type: "track",
    event: "product_viewed",
    messageId: ULID,
    anonymousId: UUID,
    timestamp: NOW,
    sentAt: NOW,
    writeKey: "key",
    properties: { product_id: "P1" },
    context: {},
    ...changes,
  };
}
const identify = (changes = {}) => {
  return {
    ...track(),
    event: undefined,
    properties: undefined,
    type: "identify",
    userId: "jane@example.com",
    traits: { email: "jane@example.com" },
    ...changes,
  };
};
/** What `shoptrail/in-app` reports of an in-app message. */
const report = (changes = {}) =>
  track({
    event: "Report Delivery Event",
    userId: "jane",
    properties: { deliveryId: "d", metric: "opened" },
    context: { channel: "browser", library: { name: "shoptrail/in-app", version: "1" } },
    ...changes,
  });
const CLICK = { contentId: 7, templateId: 9, actionType: "clicked_content", contentType: "in_app_content" };
const page = (properties = { url: "http://shop.example/" }) => ({
  ...track({ type: "page" }),
  event: undefined,
  properties,
});
const post = (envelope, changes = {}) => ({
  method: "POST",
  path: "/v1/b",
  headers: { "content-type": "text/plain;charset=UTF-8" },
  body: typeof envelope === "string" ? envelope : JSON.stringify(envelope),
  ...changes,
});
const envelope = (changes = {}) => ({ writeKey: "key", sentAt: NOW, batch: [track()], ...changes });
const found = (problems) => problems.map(({ code, path }) => (path ? `${code} ${path}` : code)).sort();

test("a request that needs no preflight is accepted", () => {
  assert.deepEqual(checkRequest(post(envelope())), { ok: true, problems: [] });
});

for (const [title, request, expected] of [
  ["a preflight", { method: "OPTIONS" }, ["preflight"]],
  [
    "JSON as a type",
    post(envelope(), { headers: { "content-type": "application/json" } }),
    ["content_type content-type"],
  ],
  ["no type", post(envelope(), { headers: {} }), ["content_type content-type"]],
  [
    "an own header",
    post(envelope(), { headers: { "content-type": "text/plain", authorization: "Basic x" } }),
    ["own_header authorization"],
  ],
  ["GET", post(envelope(), { method: "GET" }), ["method"]],
  ["another path", post(envelope(), { path: "/v1/batch" }), ["path"]],
  ["a query on the path", post(envelope(), { path: "/v1/b?x=1" }), []],
  ["cut JSON", post('{"writeKey":"k'), ["not_json"]],
  ["a list", post("[]"), ["not_an_object"]],
  ["null", post("null"), ["not_an_object"]],
  ["no write key", post(envelope({ writeKey: undefined })), ["write_key writeKey"]],
  ["local time", post(envelope({ sentAt: "2026-11-23T13:40:36+01:00" })), ["timestamp sentAt"]],
  ["no batch", post(envelope({ batch: undefined })), ["batch batch"]],
  ["an empty batch", post(envelope({ batch: [] })), ["batch batch"]],
  ["null beside the batch", post(envelope({ context: { ip: null } })), ["null context.ip"]],
  [
    "60,001 bytes, of which two a character",
    post(envelope({ pad: "é".repeat(30_000) })),
    ["request_too_large", "unknown_field pad"],
  ],
]) {
  test(`request: ${title} gives [${expected}]`, () =>
    assert.deepEqual(found(checkRequest(request).problems), expected));
}

for (const [title, message, expected] of [
  ["a track", track(), []],
  ["a semantic name", track({ event: "Product Viewed" }), []],
  ["an identify", identify(), []],
  ["a page", page(), []],
  ["not an object", "text", ["not_an_object"]],
  ["alias", track({ type: "alias" }), ["type type"]],
  [
    "an id of Customer.io's SDK",
    track({ messageId: "ajs-next-d9b8884514c8c5abcb0db7a91a33c80b" }),
    ["message_id messageId"],
  ],
  ["a ULID beyond 128 bits", track({ messageId: "8ZZZZZZZZZZZZZZZZZZZZZZZZZ" }), ["message_id messageId"]],
  ["a lower case ULID", track({ messageId: ULID.toLowerCase() }), ["message_id messageId"]],
  ["no anonymous id", track({ anonymousId: undefined }), ["anonymous_id anonymousId"]],
  ["an impossible day", track({ timestamp: "2026-13-41T00:00:00Z" }), ["timestamp timestamp"]],
  ["Unix time", track({ timestamp: 1_700_000_000 }), ["timestamp timestamp"]],
  ["no sentAt", track({ sentAt: undefined }), ["timestamp sentAt"]],
  ["another write key", track({ writeKey: "other" }), ["write_key writeKey"]],
  ["userId null", track({ userId: null }), ["null userId", "user_id userId"]],
  ["userId as a number", track({ userId: 7 }), ["user_id userId"]],
  ["userId blank", track({ userId: " " }), ["user_id userId"]],
  ["userId of the device", track({ userId: UUID }), ["user_id userId"]],
  ["userId of 151 bytes", track({ userId: "x".repeat(151) }), ["user_id userId"]],
  ["no context", track({ context: undefined }), ["context context"]],
  [
    "null deep inside",
    track({ properties: { product_id: "P1", a: [{ b: null }] } }),
    ["null properties.a[0].b"],
  ],
  ["no event", track({ event: "" }), ["event event", "unknown_event event"]],
  ["event with spaces around", track({ event: " product_viewed" }), ["event event", "unknown_event event"]],
  ["event of 101 bytes", track({ event: "x".repeat(101) }), ["event event", "unknown_event event"]],
  ["a reserved event", track({ event: "User Deleted" }), ["reserved_event event", "unknown_event event"]],
  ["an opening that shoptrail/in-app reports", report(), []],
  ["a click on a broadcast", report({ event: "Report Content Event", properties: CLICK }), []],
  ...[
    { context: { channel: "browser", library: { name: "shoptrail", version: "1" } } },
    { userId: undefined },
    { properties: { deliveryId: "d", metric: "converted" } },
    { properties: { metric: "opened" } },
    { event: "report delivery event" },
  ].map((changes) => [
    `a report with ${JSON.stringify(changes)}`,
    report(changes),
    ["reserved_event event", "unknown_event event"],
  ]),
  ["an event outside the plan", track({ event: "prodct_viewed" }), ["unknown_event event"]],
  [
    "a reserved property",
    track({ properties: { product_id: "P1", recipient: "x" } }),
    ["reserved_property properties.recipient"],
  ],
  [
    "a property whose name only ends like a polluting one",
    track({ properties: { product_id: "P1", "a.constructor": 1 } }),
    [],
  ],
  [
    "a property of 151 bytes",
    track({ properties: { product_id: "P1", ["n".repeat(151)]: 1 } }),
    [`property_name properties.${"n".repeat(40)}`],
  ],
  ["no properties", track({ properties: undefined }), ["properties properties"]],
  [
    "a polluting key",
    JSON.parse(JSON.stringify(track()).replace('"P1"', '"P1","__proto__":{"x":1}')),
    ["polluting_key properties.__proto__"],
  ],
  ["a page without URL", page({ title: "x" }), ["page_url properties.url"]],
  ["identify without traits", identify({ traits: undefined }), ["traits traits"]],
  ["identify of nobody", identify({ userId: undefined, traits: {} }), ["identify_nobody userId"]],
  ["identify by phone", identify({ userId: undefined, traits: { phone: "+34600000000" } }), []],
  ["a trait of 1001 bytes", identify({ traits: { bio: "é".repeat(501) } }), ["attribute_value traits.bio"]],
  [
    "301 traits",
    identify({ traits: Object.fromEntries(Array.from({ length: 301 }, (_, n) => [`t${n}`, n])) }),
    ["too_many_attributes traits"],
  ],
  ["a reserved trait", identify({ traits: { cio_id: "x" } }), ["reserved_attribute traits.cio_id"]],
  [
    "a date trait in milliseconds",
    identify({ traits: { last_order_date: 1_700_000_000_000 } }),
    ["wrong_type traits.last_order_date"],
  ],
  ["32,001 bytes", track({ properties: { product_id: "P1", pad: "x".repeat(32_000) } }), ["item_too_large"]],
  [
    "order by semantic names",
    track({
      event: "Order Completed",
      properties: { order_id: "1", products: [{ product_id: "P1", price: 0 }] },
    }),
    [],
  ],
  ["one of a group", track({ event: "offer_shown", properties: { offer_id: "O", position: 3 } }), []],
  [
    "one of a group by its semantic name",
    track({ event: "Promotion Viewed", properties: { promotion_id: "O", position: "top" } }),
    [],
  ],
  [
    "none of a group",
    track({ event: "offer_shown", properties: {} }),
    ["missing properties.offer_id/offer_code/offer_name"],
  ],
  [
    "a semantic property of another type",
    track({ event: "Promotion Viewed", properties: { offer_id: "O", position: 3 } }),
    ["wrong_type properties.position"],
  ],
  [
    "order whose lines the tracker could not read",
    track({ event: "order_completed", properties: { order_id: "1", line_items: [] } }),
    [],
  ],
  [
    "a broken line",
    track({
      event: "order_completed",
      properties: { order_id: "1", line_items: [{ product_id: "P1", price: "9" }, {}] },
    }),
    [
      "missing properties.line_items[1].product_id/variant_id/sku/name",
      "wrong_type properties.line_items[0].price",
    ],
  ],
]) {
  test(`message: ${title} gives [${expected}]`, () => {
    const verdict = checkMessage(JSON.stringify(message), { from: "browser", writeKey: "key" });
    assert.deepEqual(found(verdict.problems), expected);
    assert.equal(verdict.ok, expected.length === 0);
  });
}

for (const [name, good, bad] of [
  ["product_id", ["P1", "0"], ["", " ", 7, {}]],
  ["price", [0, 12.99], [-1, "12,99", "12.99", []]],
  ["quantity", [1, 3, 1.5], [0, -1, "1"]],
  ["currency", ["EUR"], ["eur", "EURO", 978]],
  [
    "url",
    ["https://shop.example/", "/p/1", "android-app://com.example/"],
    ["", 1, "a b", "JavaScript:alert(1)", "data:text/html,x"],
  ],
  [
    "order_date",
    ["2026-11-23", NOW, 1_700_000_000],
    ["yesterday", "2026-02-29", 1.5, 1_700_000_000_000, true],
  ],
  ["position", [1.5, -2], ["1"]],
  ["in_stock", [true, false], ["true", 1]],
  ["product_ids", [[], ["a", "b"]], ["a,b", [{}], {}]],
  ["results_count", [0, 12], [-1, 1.5, "3"]],
]) {
  test(`plan: ${name} accepts and refuses values by its type`, () => {
    const codes = (value) =>
      found(checkMessage(track({ properties: { product_id: "P1", [name]: value } })).problems);
    for (const value of good) assert.deepEqual(codes(value), [], JSON.stringify(value));
    for (const value of bad)
      assert.deepEqual(codes(value), [`wrong_type properties.${name}`], JSON.stringify(value));
  });
}

test("a missing property that the event is about is named by its path", () => {
  assert.deepEqual(found(checkMessage(track({ properties: {} })).problems), [
    "missing properties.product_id/variant_id/sku/name",
  ]);
  assert.deepEqual(found(checkMessage(track({ event: "order_refunded", properties: {} })).problems), [
    "missing properties.order_id",
  ]);
});

test("a strict check names what the event is expected to have", () => {
  const bare = track({ event: "order_completed", properties: { order_id: "1", line_items: [{ sku: "S" }] } });
  assert.deepEqual(found(checkMessage(bare).problems), []);
  assert.deepEqual(found(checkMessage(bare, { strict: true }).problems), [
    "missing properties.currency",
    "missing properties.line_items[0].price",
    "missing properties.line_items[0].product_id",
    "missing properties.line_items[0].quantity",
    "missing properties.total",
  ]);
});

test("without the plan only Customer.io's rules are checked", () => {
  const other = track({ event: "anything", properties: { price: "cheap" } });
  assert.equal(checkMessage(other, { wireOnly: true }).ok, true);
});

for (const [title, changes, expected] of [
  ["at the top", { receivedAt: NOW }, ["unknown_field receivedAt"]],
  ["in the context", { context: { app: {} } }, ["unknown_field context.app"]],
  ["in the page", { context: { page: { href: "x" } } }, ["unknown_field context.page.href"]],
  [
    "in the library",
    { context: { library: { name: "x", version: "1", url: "y" } } },
    ["unknown_field context.library.url"],
  ],
  ["of another message", { traits: {} }, ["unknown_field traits"]],
  ["of a campaign, which may have any", { context: { campaign: { source: "x", gclid: "y" } } }, []],
]) {
  test(`a member that is not documented is named: ${title}`, () =>
    assert.deepEqual(found(checkMessage(track(changes)).problems), expected));
}

for (const [title, changes, expected] of [
  ["a text", { context: { locale: 7 } }, ["wrong_field context.locale"]],
  ["a session", { context: { session_id: 1795441235260, session_number: 2 } }, []],
  ["a session's text", { context: { session_id: "" } }, ["wrong_field context.session_id"]],
  ["a session's number", { context: { session_number: 0 } }, ["wrong_field context.session_number"]],
  ["an object", { context: { page: "x" } }, ["wrong_field context.page"]],
  ["a flag", { context: { active: "yes" } }, ["wrong_field context.active"]],
  ["a channel", { context: { channel: "fax" } }, ["wrong_field context.channel"]],
  ["a campaign's text", { context: { campaign: { source: 1 } } }, ["wrong_field context.campaign.source"]],
  ["keywords", { context: { page: { keywords: [1] } } }, ["wrong_field context.page.keywords"]],
  ["integrations", { integrations: { All: "no" } }, ["wrong_field integrations.All"]],
  ["a whole library", { context: { library: { name: "x" } } }, ["unreadable"]],
]) {
  test(`a documented member has its documented type: ${title}`, () =>
    assert.deepEqual(found(checkMessage(track(changes)).problems), expected));
}

test("an event of the shop's own has the types of its declaration", () => {
  const customEvents = {
    gift_wrapped: { required: { product_id: "id", paper: "text" }, optional: { ready: "date" } },
  };
  const check = (properties) => found(checkEvent("gift_wrapped", properties, { customEvents }).problems);
  assert.deepEqual(check({ product_id: "P1", paper: "red", ready: "2026-11-23" }), []);
  assert.deepEqual(check({ product_id: 7, ready: "soon" }), [
    "missing properties.paper",
    "wrong_type properties.product_id",
    "wrong_type properties.ready",
  ]);
  assert.deepEqual(found(checkEvent("gift_wrapped", {}).problems), ["unknown_event event"]);
});

test("half of a character is named, because Customer.io replaces it", () => {
  const cut = track({ properties: { product_id: "P1", name: "😀".slice(0, 1) } });
  assert.deepEqual(found(checkMessage(cut).problems), ["lone_surrogate"]);
});

test("a body nested 5,000 levels deep gets a verdict", () => {
  const deep = `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`;
  const { problems } = checkRequest(post(`{"writeKey":"k","sentAt":"${NOW}","batch":[1],"x":${deep}}`));
  assert.deepEqual(found(problems), ["too_deep"]);
});

test("an option that does not exist is refused by its name", () => {
  assert.throws(() => checkMessage(track(), { strick: true }), /strick/);
  assert.equal(checkMessage(track(), { strict: undefined }).ok, true);
});

test("what has no JSON is no message", () => {
  for (const value of [undefined, null, () => 1, 7, []])
    assert.deepEqual(found(checkMessage(value).problems), ["not_an_object"], String(value));
});

test("an event is known in either naming", () => {
  assert.deepEqual(["order_completed", "Order Completed", "x", 7].map(planName), [
    "order_completed",
    "order_completed",
    undefined,
    undefined,
  ]);
});

test("the documentation lists every code with its meaning", () => {
  const text = readFileSync(new URL("../../docs/tools.md", import.meta.url), "utf8");
  const rows = problemCodes().map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  const listed = text.split("\n").filter((line) => /^\| `[a-z_]+` \| [A-Z`].*\. \|$/.test(line));
  assert.deepEqual(listed, rows);
});
