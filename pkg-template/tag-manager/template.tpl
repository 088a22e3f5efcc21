___TERMS_OF_SERVICE___

By creating or modifying this file you agree to Google Tag Manager's Community
Template Gallery Developer Terms of Service available at
https://developers.google.com/tag-manager/gallery-tos (or such other URL as
Google may provide), as modified from time to time.


___INFO___

{
  "type": "TAG",
  "id": "cvt_temp_public_id",
  "version": 1,
  "securityGroups": [],
  "displayName": "shoptrail",
  "brand": {
    "id": "brand_dummy",
    "displayName": "shoptrail"
  },
  "categories": ["ANALYTICS", "EMAIL_MARKETING"],
  "description": "Keeps the events of a storefront on the device and delivers them to Customer.io. One tag loads the script; further tags track, identify, and pass on consent.",
  "containerContexts": [
    "WEB"
  ]
}


___TEMPLATE_PARAMETERS___

[
  {
    "type": "SELECT",
    "name": "command",
    "displayName": "What the tag does",
    "macrosInSelect": false,
    "selectItems": [
      { "value": "load", "displayValue": "Load shoptrail" },
      { "value": "track", "displayValue": "Track an event" },
      { "value": "identify", "displayValue": "Identify the shopper" },
      { "value": "page", "displayValue": "Count a page view" },
      { "value": "consent", "displayValue": "Pass on the shopper's consent" }
    ],
    "simpleValueType": true,
    "defaultValue": "load",
    "help": "One tag loads shoptrail on every page. Let the other tags fire after it (Tag Sequencing)."
  },
  {
    "type": "GROUP",
    "name": "loading",
    "displayName": "Load shoptrail",
    "groupStyle": "NO_ZIPPY",
    "enablingConditions": [{ "paramName": "command", "paramValue": "load", "type": "EQUALS" }],
    "subParams": [
      {
        "type": "TEXT",
        "name": "writeKey",
        "displayName": "Write key",
        "simpleValueType": true,
        "help": "Of the JavaScript source in Customer.io. It is public.",
        "valueValidators": [{ "type": "NON_EMPTY" }]
      },
      {
        "type": "SELECT",
        "name": "region",
        "displayName": "Region",
        "macrosInSelect": false,
        "selectItems": [
          { "value": "us", "displayValue": "US" },
          { "value": "eu", "displayValue": "EU" }
        ],
        "simpleValueType": true,
        "defaultValue": "us"
      },
      {
        "type": "SELECT",
        "name": "anonymous",
        "displayName": "Events of anonymous shoppers",
        "macrosInSelect": false,
        "selectItems": [
          { "value": "hold", "displayValue": "Hold until the shopper is known" },
          { "value": "send", "displayValue": "Send at once" }
        ],
        "simpleValueType": true,
        "defaultValue": "hold"
      },
      {
        "type": "TEXT",
        "name": "consentFrom",
        "displayName": "Consent managers to follow",
        "simpleValueType": true,
        "valueHint": "google",
        "help": "Names with commas between: google, onetrust, cookiebot, usercentrics, didomi, klaro, cookieconsent, tcf, gpp, wordpress, shopify. Empty: consent counts as granted, unless a tag passes on another answer."
      },
      {
        "type": "TEXT",
        "name": "adapters",
        "displayName": "Adapters",
        "simpleValueType": true,
        "defaultValue": "auto",
        "help": "auto reads the data layer and what the platform of the shop says. Others: auto,magento or none."
      },
      {
        "type": "TEXT",
        "name": "scriptUrl",
        "displayName": "Address of embed.min.js",
        "simpleValueType": true,
        "defaultValue": "https://cdn.jsdelivr.net/npm/shoptrail@__VERSION__/embed.min.js",
        "help": "Another address has to be added to the permission Injects scripts.",
        "valueValidators": [{ "type": "REGEX", "args": ["https://.+\\.js"] }]
      }
    ]
  },
  {
    "type": "TEXT",
    "name": "event",
    "displayName": "Event",
    "simpleValueType": true,
    "valueHint": "product_viewed",
    "enablingConditions": [{ "paramName": "command", "paramValue": "track", "type": "EQUALS" }],
    "valueValidators": [{ "type": "NON_EMPTY" }]
  },
  {
    "type": "TEXT",
    "name": "object",
    "displayName": "A variable with properties, or with keys to identify by",
    "simpleValueType": true,
    "valueHint": "{{my object}}",
    "help": "An object. The rows below come on top.",
    "enablingConditions": [
      { "paramName": "command", "paramValue": "track", "type": "EQUALS" },
      { "paramName": "command", "paramValue": "identify", "type": "EQUALS" }
    ]
  },
  {
    "type": "SIMPLE_TABLE",
    "name": "rows",
    "displayName": "Properties, or keys such as email and customer_id",
    "simpleTableColumns": [
      { "defaultValue": "", "displayName": "Name", "name": "name", "type": "TEXT", "isUnique": true },
      { "defaultValue": "", "displayName": "Value", "name": "value", "type": "TEXT" }
    ],
    "enablingConditions": [
      { "paramName": "command", "paramValue": "track", "type": "EQUALS" },
      { "paramName": "command", "paramValue": "identify", "type": "EQUALS" }
    ]
  },
  {
    "type": "SELECT",
    "name": "consent",
    "displayName": "Answer",
    "macrosInSelect": true,
    "selectItems": [
      { "value": "granted", "displayValue": "granted" },
      { "value": "denied", "displayValue": "denied" },
      { "value": "pending", "displayValue": "pending" }
    ],
    "simpleValueType": true,
    "defaultValue": "granted",
    "enablingConditions": [{ "paramName": "command", "paramValue": "consent", "type": "EQUALS" }]
  }
]


___SANDBOXED_JS_FOR_WEB_TEMPLATE___

const callInWindow = require('callInWindow');
const copyFromWindow = require('copyFromWindow');
const encodeUriComponent = require('encodeUriComponent');
const getType = require('getType');
const injectScript = require('injectScript');
const logToConsole = require('logToConsole');
const makeTableMap = require('makeTableMap');
const queryPermission = require('queryPermission');

// The script reads its options from its address: each name in lower case, words joined by dashes.
const load = function() {
  const options = [
    ['write-key', data.writeKey],
    ['region', data.region],
    ['anonymous', data.anonymous],
    ['consent-from', data.consentFrom],
    ['adapters', data.adapters]
  ];
  const query = options.filter(function(option) {
    return option[1];
  }).map(function(option) {
    return option[0] + '=' + encodeUriComponent(option[1]);
  }).join('&');
  if (!queryPermission('inject_script', data.scriptUrl)) {
    logToConsole('shoptrail: the permission "Injects scripts" does not have ' + data.scriptUrl);
    return data.gtmOnFailure();
  }
  injectScript(data.scriptUrl + '?' + query, data.gtmOnSuccess, data.gtmOnFailure, 'shoptrail');
};

// The object of the tag with its rows on top.
const fields = function() {
  const all = {};
  if (getType(data.object) === 'object') {
    for (let name in data.object) all[name] = data.object[name];
  }
  const rows = makeTableMap(data.rows || [], 'name', 'value') || {};
  for (let name in rows) all[name] = rows[name];
  return all;
};

if (data.command === 'load') {
  load();
} else if (getType(copyFromWindow('shoptrail.live')) === 'undefined') {
  logToConsole('shoptrail: is not loaded yet. Let this tag fire after the tag that loads it.');
  data.gtmOnFailure();
} else {
  if (data.command === 'track') callInWindow('shoptrail.track', data.event, fields());
  if (data.command === 'identify') callInWindow('shoptrail.identify', fields());
  if (data.command === 'page') callInWindow('shoptrail.page');
  if (data.command === 'consent') callInWindow('shoptrail.setConsent', data.consent);
  data.gtmOnSuccess();
}


___WEB_PERMISSIONS___

[
  {
    "instance": {
      "key": {
        "publicId": "access_globals",
        "versionId": "1"
      },
      "param": [
        {
          "key": "keys",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  { "type": 1, "string": "key" },
                  { "type": 1, "string": "read" },
                  { "type": 1, "string": "write" },
                  { "type": 1, "string": "execute" }
                ],
                "mapValue": [
                  { "type": 1, "string": "shoptrail.live" },
                  { "type": 8, "boolean": true },
                  { "type": 8, "boolean": false },
                  { "type": 8, "boolean": false }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  { "type": 1, "string": "key" },
                  { "type": 1, "string": "read" },
                  { "type": 1, "string": "write" },
                  { "type": 1, "string": "execute" }
                ],
                "mapValue": [
                  { "type": 1, "string": "shoptrail.track" },
                  { "type": 8, "boolean": false },
                  { "type": 8, "boolean": false },
                  { "type": 8, "boolean": true }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  { "type": 1, "string": "key" },
                  { "type": 1, "string": "read" },
                  { "type": 1, "string": "write" },
                  { "type": 1, "string": "execute" }
                ],
                "mapValue": [
                  { "type": 1, "string": "shoptrail.identify" },
                  { "type": 8, "boolean": false },
                  { "type": 8, "boolean": false },
                  { "type": 8, "boolean": true }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  { "type": 1, "string": "key" },
                  { "type": 1, "string": "read" },
                  { "type": 1, "string": "write" },
                  { "type": 1, "string": "execute" }
                ],
                "mapValue": [
                  { "type": 1, "string": "shoptrail.page" },
                  { "type": 8, "boolean": false },
                  { "type": 8, "boolean": false },
                  { "type": 8, "boolean": true }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  { "type": 1, "string": "key" },
                  { "type": 1, "string": "read" },
                  { "type": 1, "string": "write" },
                  { "type": 1, "string": "execute" }
                ],
                "mapValue": [
                  { "type": 1, "string": "shoptrail.setConsent" },
                  { "type": 8, "boolean": false },
                  { "type": 8, "boolean": false },
                  { "type": 8, "boolean": true }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "inject_script",
        "versionId": "1"
      },
      "param": [
        {
          "key": "urls",
          "value": {
            "type": 2,
            "listItem": [
              { "type": 1, "string": "https://cdn.jsdelivr.net/npm/shoptrail*" }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "logging",
        "versionId": "1"
      },
      "param": [
        {
          "key": "environments",
          "value": {
            "type": 1,
            "string": "debug"
          }
        }
      ]
    },
    "isRequired": true
  }
]


___TESTS___

scenarios:
- name: Load puts the options into the address
  code: |-
    mock('queryPermission', true);
    runCode({
      command: 'load', writeKey: 'a b', region: 'eu', anonymous: 'hold', consentFrom: '', adapters: 'auto',
      scriptUrl: 'https://cdn.jsdelivr.net/npm/shoptrail@1/embed.min.js'
    });
    assertApi('injectScript').wasCalled();
    assertThat(lastCall('injectScript')[0]).isEqualTo(
      'https://cdn.jsdelivr.net/npm/shoptrail@1/embed.min.js?write-key=a%20b&region=eu&anonymous=hold&adapters=auto');
- name: Load without the permission fails
  code: |-
    mock('queryPermission', false);
    runCode({ command: 'load', writeKey: 'a', scriptUrl: 'https://shop.example/embed.min.js' });
    assertApi('injectScript').wasNotCalled();
    assertApi('gtmOnFailure').wasCalled();
- name: Track passes on the object with the rows on top
  code: |-
    mock('copyFromWindow', true);
    runCode({
      command: 'track', event: 'product_viewed', object: { product_id: 'P1', price: 5 },
      rows: [{ name: 'price', value: '6' }]
    });
    assertApi('callInWindow').wasCalledWith('shoptrail.track', 'product_viewed', { product_id: 'P1', price: '6' });
    assertApi('gtmOnSuccess').wasCalled();
- name: A tag before the script fails
  code: |-
    mock('copyFromWindow', undefined);
    runCode({ command: 'identify', rows: [{ name: 'email', value: 'jane@example.com' }] });
    assertApi('callInWindow').wasNotCalled();
    assertApi('gtmOnFailure').wasCalled();
- name: Consent is passed on
  code: |-
    mock('copyFromWindow', true);
    runCode({ command: 'consent', consent: 'denied' });
    assertApi('callInWindow').wasCalledWith('shoptrail.setConsent', 'denied');
setup: |-
  let calls = {};
  const lastCall = (name) => calls[name];
  mock('injectScript', function(url, onSuccess) {
    calls.injectScript = [url];
    onSuccess();
  });
  mock('callInWindow', undefined);


___NOTES___

Made from the package shoptrail. Its data layer adapter reads GA4 events by itself, so a shop that pushes them needs the loading tag alone.
