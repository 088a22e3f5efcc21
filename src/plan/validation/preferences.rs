//! Customer.io's own attribute of what a person wants to receive: `{topics: {topic_1: true}, channels: {email: false}}`, or one member of it under a
//! name with dots.

use super::{join, Checker};
use crate::value::{Kind as Is, Value};

/// Refuses by path what Customer.io would not understand under the name `cio_subscription_preferences…`. Other names pass.
pub(super) fn check(to: &Checker, name: Value, value: Value) {
    if name.test("^cio_subscription_preferences([.]|$)") {
        member(to, name, value);
    }
}

fn member(to: &Checker, path: Value, value: Value) {
    if value.is_map() {
        for name in value.keys().items() {
            member(to, join(path, name), value.find(name));
        }
    } else if value.is_given()
        && (value.kind() != Is::Bool || !path.test("^[a-z_]+[.](topics[.]topic_[0-9]+|channels[.][a-z_]+)$"))
    {
        to.refuse(path, "wrong_type|must be like {topics: {topic_1: true}, channels: {email: false}}");
    }
}
