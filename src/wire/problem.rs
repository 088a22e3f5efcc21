//! What may be wrong with a message: a stable code, where, and in words. Tools compare codes; people read the
//! rest.

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($name:ident = $word:literal: $meaning:literal;)+) => {
        /// The kinds of problems. A word never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $name,)+
        }

        /// Every code with its word and its meaning, for documents and tests.
        pub const CODES: &[(Code, &str, &str)] = &[$((Code::$name, $word, $meaning),)+];

        impl Code {
            /// The word in reports.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$name => $word,)+
                }
            }
        }
    };
}

codes! {
    // The request.
    Preflight = "preflight": "The browser had to ask for permission before it sent the request.";
    Method = "method": "The request is not a POST.";
    Path = "path": "The request goes to another path.";
    ContentType = "content_type": "The content type is not the one of the endpoint.";
    OwnHeader = "own_header": "A header needs a preflight, and a beacon cannot carry it.";
    Unauthorized = "unauthorized": "The `authorization` header is not the write key by Basic authentication.";
    Cookie = "cookie": "The request carries the cookies of the page.";
    RequestTooLarge = "request_too_large": "The body has more bytes than the endpoint takes.";
    NotJson = "not_json": "The text is not JSON.";
    TooDeep = "too_deep": "The JSON is nested more than 127 levels deep.";
    LoneSurrogate = "lone_surrogate": "A text has half of a character, which Customer.io replaces.";
    NotAnObject = "not_an_object": "The value must be an object.";
    Batch = "batch": "The list of messages is missing, empty, or no list.";
    // Every message.
    ItemTooLarge = "item_too_large": "The message has more than 32,000 bytes.";
    UnknownField = "unknown_field": "Customer.io does not document the member, or sets it itself.";
    Null = "null": "A member is null. What is not known must be absent.";
    PollutingKey = "polluting_key": "A name could change the prototype of a JavaScript object.";
    Type = "type": "The type is not `track`, `page` or `identify`.";
    MessageId = "message_id": "`messageId` is missing or not a ULID.";
    AnonymousId = "anonymous_id": "`anonymousId` is missing or not a device's id.";
    UserId = "user_id": "`userId` is not a text of 1 to 150 bytes, or it is the device's id.";
    Nobody = "nobody": "The message names neither a person nor a device.";
    Timestamp = "timestamp": "A time is missing or not ISO 8601 in UTC.";
    WriteKey = "write_key": "The write key is missing, another one, or where it must not be.";
    Context = "context": "`context` is missing or not an object.";
    WrongField = "wrong_field": "A member of the message has another type than Customer.io documents.";
    // Events and page views.
    Event = "event": "The event's name is missing, too long, or has spaces around it.";
    ReservedEvent = "reserved_event": "Customer.io does something else at an event of this name.";
    Properties = "properties": "`properties` is missing or not an object.";
    PropertyName = "property_name": "A property's name has no byte, or more than 150.";
    ReservedProperty = "reserved_property": "The property overrides the settings of a campaign.";
    PageUrl = "page_url": "A page view has no `properties.url`, which Customer.io takes for its name.";
    // People.
    Traits = "traits": "`traits` is missing or not an object.";
    IdentifyNobody = "identify_nobody": "There is no `userId`, e-mail or phone, so Customer.io ignores it.";
    TooManyAttributes = "too_many_attributes": "There are more than 300 attributes.";
    AttributeName = "attribute_name": "An attribute's name has no byte, or more than 150.";
    AttributeValue = "attribute_value": "An attribute's text has more than 1,000 bytes.";
    ReservedAttribute = "reserved_attribute": "Customer.io sets the attribute itself.";
    // The tracking plan.
    UnknownEvent = "unknown_event": "The event is not in the tracking plan.";
    Missing = "missing": "The event lacks what the plan needs or, in a strict check, what it expects.";
    WrongType = "wrong_type": "A value is not of the type that the plan gives its name.";
    Unreadable = "unreadable": "The message has another shape than Customer.io documents.";
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub code: Code,
    /// Where, from the checked text: `batch[0].properties.price`; empty for all of it.
    pub path: String,
    /// In English.
    pub message: String,
}

/// Everything that is wrong, in the order in which it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    pub fn add(&mut self, code: Code, path: impl Into<String>, message: impl Into<String>) {
        self.0.push(Problem { code, path: path.into(), message: message.into() });
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_list(self) -> Vec<Problem> {
        self.0
    }
}

/// `name` inside `path`.
pub fn join(path: &str, name: &str) -> String {
    let name = shorten(name, 40);
    if path.is_empty() {
        name
    } else {
        format!("{path}.{name}")
    }
}

/// The first `length` characters.
pub fn shorten(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}
