//! What is wrong with a call: the code, the place and the message that JavaScript gets.

use crate::engine::Literal;
use crate::value::{record, text, word_enum, List, Text};

word_enum! {
    /// What is wrong. The words never change; new ones may be added.
    pub enum ViolationCode {
        /// Properties, traits or the option `customEvents` are not an object.
        NotAnObject = "not_an_object";
        /// The event is neither in the plan nor in `customEvents`, or its name is not a text.
        UnknownEvent = "unknown_event";
        /// Customer.io itself acts on an event of this name.
        ReservedEvent = "reserved_event";
        /// Customer.io itself uses a property or attribute of this name.
        ReservedProperty = "reserved_property";
        /// The name could change what a JavaScript object is, such as `__proto__`.
        UnsafeKey = "unsafe_key";
        /// A name is empty.
        NameEmpty = "name_empty";
        /// A name has more bytes than Customer.io takes.
        NameTooLong = "name_too_long";
        /// A required property is missing or empty.
        MissingProperty = "missing_property";
        /// The value is of another type than the plan says.
        WrongType = "wrong_type";
        /// The number is negative, not whole, or too large.
        OutOfRange = "out_of_range";
        /// The number is NaN or infinite.
        NotFinite = "not_finite";
        /// An optional text is empty; it is left out.
        Empty = "empty";
        /// The amount has more decimals than the currency has.
        Rounded = "rounded";
        /// The currency is not three letters.
        BadCurrency = "bad_currency";
        /// The URL has spaces or is a script.
        BadUrl = "bad_url";
        /// The date is neither ISO 8601 nor Unix time.
        BadDate = "bad_date";
        /// Too many objects and lists are inside each other.
        TooDeep = "too_deep";
        /// There are too many names in an object.
        TooManyKeys = "too_many_keys";
        /// There are too many lines in a cart or an order.
        TooManyLines = "too_many_lines";
        /// The object contains itself.
        Cycle = "cycle";
        /// Reading the value threw an error.
        Getter = "getter";
        /// The value is a function.
        Function = "function";
        /// A text was cut to the size that Customer.io takes.
        Trimmed = "trimmed";
        /// A list or object is larger than Customer.io takes as an attribute.
        ValueTooLong = "value_too_long";
        /// The whole message is larger than Customer.io takes.
        TooLarge = "too_large";
        /// An amount, a count or a currency does not match the lines. Only `quality` and the overlay say so.
        Contradiction = "contradiction";
        /// A declaration in the option `customEvents` is wrong.
        BadDeclaration = "bad_declaration";
    }
}

record! {
    /// One thing that is wrong with a call, as JavaScript gets it.
    pub struct Violation {
        /// A word of [`ViolationCode`].
        code, set_code: Text = "code";
        /// Where, such as `line_items[1].price`; empty for the call itself.
        path, set_path: Text = "path";
        /// What is wrong and what is allowed, for people. It never contains a value of the page's.
        message, set_message: Text = "message";
    }
}

/// Everything that is wrong with a call.
pub type Violations = List<Violation>;

impl Violation {
    #[inline(always)]
    pub fn of(code: ViolationCode, path: Text, message: impl Into<Literal>) -> Violation {
        Violation::with(code.word(), path, text(message))
    }

    /// For a message that is put together, or a code that is the engine's word for an unreadable value.
    pub(super) fn with(code: Text, path: Text, message: Text) -> Violation {
        let violation = Violation::new();
        violation.set_code(code);
        violation.set_path(path);
        violation.set_message(message);
        violation
    }
}
