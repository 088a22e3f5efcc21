//! Customer.io's own attribute of what a person wants to receive:
//! `{topics: {topic_1: true}, channels: {email: false}}`, or one member of it as a name with dots.

use super::{join, Checker};
use crate::plan::properties::read_members;
use crate::plan::ViolationCode;
use crate::value::{Text, Value, ValueKind};

/// Refuses what Customer.io would not understand under the name `cio_subscription_preferences…`. Other
/// names pass.
pub(super) fn check(checker: &Checker, name: Text, kept: Option<Value>) {
    if name.test("^cio_subscription_preferences([.]|$)") {
        if let Some(value) = kept {
            check_member(checker, name, value);
        }
    }
}

fn check_member(checker: &Checker, path: Text, value: Value) {
    if let Some(members) = read_members(value) {
        for (name, member) in members {
            check_member(checker, join(path, name), member);
        }
    } else if value.is_given()
        && (value.kind() != ValueKind::Bool
            || !path.test("^[a-z_]+[.](topics[.]topic_[0-9]+|channels[.][a-z_]+)$"))
    {
        let message = "must be like {topics: {topic_1: true}, channels: {email: false}}";
        checker.refuse(path, ViolationCode::WrongType, message);
    }
}
