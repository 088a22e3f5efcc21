//! An object of a message, read member by member: what nobody asked for is an unknown field.

use crate::wire::problem::{join, Code, Problems};
use crate::wire::Data;
use serde_json::Value;

/// An object whose members are being read. A null is absent here, because it is reported elsewhere.
pub(super) struct Fields<'a> {
    members: &'a Data,
    path: &'a str,
    known: Vec<&'static str>,
    allows_others: bool,
    problems: &'a mut Problems,
}

impl<'a> Fields<'a> {
    pub fn new(members: &'a Data, path: &'a str, problems: &'a mut Problems) -> Fields<'a> {
        Fields { members, path, known: Vec::new(), allows_others: false, problems }
    }

    /// The member, if it is there. It is no unknown field.
    pub fn get(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// Members that others check.
    pub fn skip(&mut self, names: &[&'static str]) {
        self.known.extend_from_slice(names);
    }

    /// Members that are texts.
    pub fn texts(&mut self, names: &[&'static str]) {
        for name in names {
            self.expect(name, "a text", Value::is_string);
        }
    }

    /// A member that must pass a test; `allowed` says what passes.
    pub fn expect(&mut self, name: &'static str, allowed: &str, is_right: impl Fn(&Value) -> bool) {
        if self.get(name).is_some_and(|value| !is_right(value)) {
            self.problems.add(Code::WrongField, join(self.path, name), format!("must be {allowed}"));
        }
    }

    /// A member that is an object, to be read by `read`.
    pub fn object(&mut self, name: &'static str, read: impl FnOnce(&mut Fields)) {
        let Some(value) = self.get(name) else { return };
        let path = join(self.path, name);
        match value.as_object() {
            Some(members) => {
                let mut fields = Fields::new(members, &path, self.problems);
                read(&mut fields);
                fields.finish();
            }
            None => self.problems.add(Code::WrongField, path, "must be an object"),
        }
    }

    /// All members that were not read are texts.
    pub fn other_texts(&mut self) {
        self.others("a text", Value::is_string);
    }

    /// All members that were not read are true or false.
    pub fn other_flags(&mut self) {
        self.others("true or false", Value::is_boolean);
    }

    fn others(&mut self, allowed: &str, is_right: fn(&Value) -> bool) {
        let members = self.members.iter().filter(|(name, value)| {
            !self.known.contains(&name.as_str()) && !value.is_null() && !is_right(value)
        });
        for (name, _) in members {
            self.problems.add(Code::WrongField, join(self.path, name), format!("must be {allowed}"));
        }
        self.allows_others = true;
    }

    /// Reports what was not read.
    pub fn finish(self) {
        if self.allows_others {
            return;
        }
        for name in self.members.keys().filter(|name| !self.known.contains(&name.as_str())) {
            let path = join(self.path, name);
            self.problems.add(
                Code::UnknownField,
                path,
                "Customer.io does not document it, or sets it itself",
            );
        }
    }
}
