// Generated from the enums of src/ by `npm run plan`; do not edit.

/** What is wrong with a call. The words never change; new ones may be added. */
export type ViolationCode =
  /** Properties, traits or the option `customEvents` are not an object. */
  | "not_an_object"
  /** The event is neither in the plan nor in `customEvents`, or its name is not a text. */
  | "unknown_event"
  /** Customer.io itself acts on an event of this name. */
  | "reserved_event"
  /** Customer.io itself uses a property or attribute of this name. */
  | "reserved_property"
  /** The name could change what a JavaScript object is, such as `__proto__`. */
  | "unsafe_key"
  /** A name is empty. */
  | "name_empty"
  /** A name has more bytes than Customer.io takes. */
  | "name_too_long"
  /** A required property is missing or empty. */
  | "missing_property"
  /** The value is of another type than the plan says. */
  | "wrong_type"
  /** The number is negative, not whole, or too large. */
  | "out_of_range"
  /** The number is NaN or infinite. */
  | "not_finite"
  /** An optional text is empty; it is left out. */
  | "empty"
  /** The amount has more decimals than the currency has. */
  | "rounded"
  /** The currency is not three letters. */
  | "bad_currency"
  /** The URL has spaces or is a script. */
  | "bad_url"
  /** The date is neither ISO 8601 nor Unix time. */
  | "bad_date"
  /** Too many objects and lists are inside each other. */
  | "too_deep"
  /** There are too many names in an object. */
  | "too_many_keys"
  /** There are too many lines in a cart or an order. */
  | "too_many_lines"
  /** The object contains itself. */
  | "cycle"
  /** Reading the value threw an error. */
  | "getter"
  /** The value is a function. */
  | "function"
  /** A text was cut to the size that Customer.io takes. */
  | "trimmed"
  /** A list or object is larger than Customer.io takes as an attribute. */
  | "value_too_long"
  /** The whole message is larger than Customer.io takes. */
  | "too_large"
  /** An amount, a count or a currency does not match the lines. Only `quality` and the overlay say so. */
  | "contradiction"
  /** A declaration in the option `customEvents` is wrong. */
  | "bad_declaration"
  | (string & {});

/** Why a message was lost. The words never change; new ones may be added. */
export type DropReason =
  /** Older than its age limit: 72 hours for a known person's message, 30 days for a held one (both options). */
  | "expired"
  /** The outbox was at its count or byte limit, and this was the message with the lowest intent. */
  | "queue_overflow"
  /** The collector answered with a final status: a 4xx other than 408, 413, 425, 429. */
  | "rejected"
  /** The collector answered 413 to this message alone. */
  | "too_large"
  /** The shopper was reset before anyone was identified, so the trail belongs to no person. */
  | "reset"
  /** The stored record was not what this core writes. */
  | "corrupt_record"
  /** Consent was denied or withdrawn while the message waited. */
  | "consent_withdrawn"
  /** The shop's `beforeSend` dropped the message, failed, or gave something that is no message. */
  | "before_send"
  /** A page with `beforeSend` died before it made this message, and the next page has no `beforeSend`. */
  | "no_before_send"
  | (string & {});

/** Where a message is. */
export type MessageState =
  /** It waits until the shopper identifies. */
  | "held"
  /** It waits for a request. */
  | "waiting"
  /** It is in a request whose answer this page can still read. */
  | "in_flight"
  /** It left by beacon, which has no answer, or another page is sending it. */
  | "handed_off";

/** Why the core sent nothing for a call. */
export type CallRefusal =
  /** Something is wrong with it: the violations say what. */
  | "invalid"
  /** It was counted already. */
  | "repeat";
