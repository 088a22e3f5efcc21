//! Consent: whether the tracker may store and send. A pure policy over two permissions, without a clock or a
//! storage; the tracker's `consent_lifecycle` carries out what it decides, a withdrawal ([`Consent::apply`])
//! included.
//!
//! | analytics | stored | sent | events |
//! | --- | --- | --- | --- |
//! | granted | yes | yes | are accepted |
//! | pending | no | no | wait in memory with their original times, for the life of the page |
//! | denied | no | no | are dropped, and so is everything that was stored |
//!
//! `marketing` decides about click ids, which advertisers put on links. Without it they are neither kept nor
//! sent. Global Privacy Control denies marketing until the shopper answers this shop
//! (<https://www.w3.org/TR/gpc/>): that answer is the more specific one.

use crate::value::{record, word_enum, Map, Text, Value, View, FALSE, TRUE};

word_enum! {
    /// What the shopper answered to one question.
    pub enum Permission {
        Granted = "granted";
        /// Not answered yet.
        Pending = "pending";
        Denied = "denied";
    }
}

record! {
    /// The consent that holds, as words of [`Permission`]. It is stored as it is, and only while
    /// [`Consent::may_store`]: a denial leaves no trace.
    pub struct Consent {
        analytics, set_analytics: Text = "analytics";
        marketing, set_marketing: Text = "marketing";
    }
}

record! {
    /// A shopper's answer, as words of [`Permission`]. What it does not mention stays as it is.
    pub struct Answer {
        analytics, set_analytics: Option<Text> = "analytics";
        marketing, set_marketing: Option<Text> = "marketing";
    }
}

record! {
    /// An answer by question, of which nothing is known yet.
    struct UnreadAnswer {
        analytics: Value = "analytics";
        marketing: Value = "marketing";
    }
}

/// The consent that a page starts with. `option` is the shop's word of [`Permission`], which holds as long as
/// nobody answered. `stored` is what the shopper answered on an earlier page.
///
/// An option that denies is final: the shop knows something newer than the stored answer.
pub fn start(option: Text, stored: Option<Answer>, global_privacy_control: bool) -> Consent {
    let consent = Consent::new();
    let answer = if option == Permission::Denied.word() { None } else { stored };
    let unanswered_marketing = if global_privacy_control { Permission::Denied.word() } else { option };
    consent.set_analytics(option);
    consent.set_marketing(unanswered_marketing);
    consent.take_over(answer);
    consent
}

/// Reads the argument of `setConsent`: one answer for both questions, or `{analytics, marketing}`. An answer
/// is a word of [`Permission`], or `true` or `false`, as consent managers like to say it. None when it
/// answers neither question.
pub fn read_answer(given: Value) -> Option<Answer> {
    let (answer, by_question, is_for_both) = (Answer::new(), UnreadAnswer::assume(given), !given.is_map());
    let analytics = read_permission(if is_for_both { given } else { by_question.analytics() });
    let marketing = read_permission(if is_for_both { given } else { by_question.marketing() });
    answer.set_analytics(analytics);
    answer.set_marketing(marketing);
    if analytics.or(marketing).is_some() {
        Some(answer)
    } else {
        None
    }
}

#[inline(never)]
fn read_permission(given: Value) -> Option<Text> {
    if given == TRUE {
        Some(Permission::Granted.word())
    } else if given == FALSE {
        Some(Permission::Denied.word())
    } else if given.test("^(granted|pending|denied)$") {
        Some(Text::assume(given))
    } else {
        None
    }
}

/// A record of words is a map of its members.
#[inline(always)]
fn read_words(record: impl View) -> Map<Text, Value> {
    View::assume(record.value())
}

impl Consent {
    /// Applies an answer, or none. True when everything stored or waiting has to be erased now, this record
    /// included: analytics are denied, or they were granted and are no longer.
    pub fn apply(self, answer: Option<Answer>) -> bool {
        let could_store = self.may_store();
        self.take_over(answer);
        self.analytics() == Permission::Denied.word() || could_store && !self.may_store()
    }

    /// Takes over what an answer mentions.
    fn take_over(self, answer: Option<Answer>) {
        if let Some(given) = answer {
            read_words(self).overwrite(read_words(given));
        }
    }

    /// Denies both, as the answer `denied` would.
    pub fn deny_both(self) {
        self.set_analytics(Permission::Denied.word());
        self.set_marketing(Permission::Denied.word());
    }

    /// Whether analytics are granted: the tracker may store and send.
    pub fn may_store(self) -> bool {
        self.analytics() == Permission::Granted.word()
    }

    /// Whether marketing is granted: click ids may be kept and sent.
    pub fn may_keep_click_ids(self) -> bool {
        self.marketing() == Permission::Granted.word()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{show, value, view, written};

    fn record(analytics: &str, marketing: &str) -> Consent {
        view(&format!(r#"{{"analytics":"{analytics}","marketing":"{marketing}"}}"#))
    }

    fn apply(consent: Consent, answer: &str) -> bool {
        consent.apply(read_answer(value(answer)))
    }

    #[test]
    fn every_transition_says_whether_to_erase() {
        #[track_caller]
        fn check(before: &str, after: &str, erases: bool) {
            let consent = record(before, before);
            assert_eq!(apply(consent, &format!(r#"{{"analytics":"{after}"}}"#)), erases);
            assert_eq!(show(consent), show(record(after, before)));
            assert_eq!(consent.may_store(), after == "granted");
        }
        check("granted", "granted", false);
        check("granted", "pending", true);
        check("granted", "denied", true);
        check("pending", "granted", false);
        check("pending", "pending", false);
        check("pending", "denied", true);
        check("denied", "granted", false);
        check("denied", "pending", false);
        check("denied", "denied", true);
    }

    #[test]
    fn without_an_answer_nothing_changes_and_denied_consent_still_erases() {
        for (word, erases) in [("granted", false), ("pending", false), ("denied", true)] {
            let consent = record(word, word);
            assert_eq!(consent.apply(None), erases, "{word}");
            assert_eq!(show(consent), show(record(word, word)));
        }
    }

    #[test]
    fn denying_both_equals_the_answer_denied() {
        let (one, other) = (record("granted", "pending"), record("granted", "pending"));
        one.deny_both();
        apply(other, r#""denied""#);
        assert_eq!(show(one), show(other));
    }

    #[test]
    fn marketing_alone_decides_about_click_ids_alone() {
        let consent = record("granted", "granted");
        assert!(consent.may_keep_click_ids());
        assert!(!apply(consent, r#"{"marketing":false}"#));
        assert!(consent.may_store() && !consent.may_keep_click_ids());
    }

    #[test]
    fn a_page_starts_with_the_shoppers_answer_then_the_option() {
        #[track_caller]
        fn check(option: &str, stored: &str, gpc: bool, analytics: &str, marketing: &str) {
            let consent = start(written(option), read_answer(value(stored)), gpc);
            assert_eq!(show(consent), show(record(analytics, marketing)));
        }
        check("granted", "null", false, "granted", "granted");
        check("pending", "null", false, "pending", "pending");
        check("denied", "null", false, "denied", "denied");
        check("granted", "null", true, "granted", "denied");
        check("pending", "null", true, "pending", "denied");
        check("pending", r#"{"analytics":"granted","marketing":"denied"}"#, false, "granted", "denied");
        check("pending", r#"{"analytics":"granted","marketing":"granted"}"#, true, "granted", "granted");
        check("pending", r#"{"analytics":"granted"}"#, true, "granted", "denied");
        check("denied", r#"{"analytics":"granted","marketing":"granted"}"#, false, "denied", "denied");
        let odd = r#"{"analytics":7,"marketing":["granted"],"__proto__":1}"#;
        check("pending", odd, false, "pending", "pending");
    }

    #[test]
    fn an_answer_is_a_word_a_bool_or_both_by_name() {
        #[track_caller]
        fn check(text: &str, expected: Option<(&str, &str)>) {
            let consent = record("old", "old");
            assert_eq!(read_answer(value(text)).is_some(), expected.is_some(), "{text}");
            apply(consent, text);
            let (analytics, marketing) = expected.unwrap_or(("old", "old"));
            assert_eq!(show(consent), show(record(analytics, marketing)), "{text}");
        }
        check(r#""granted""#, Some(("granted", "granted")));
        check("false", Some(("denied", "denied")));
        check("true", Some(("granted", "granted")));
        check(r#"{"marketing":true}"#, Some(("old", "granted")));
        check(r#"{"analytics":"pending","marketing":"denied"}"#, Some(("pending", "denied")));
        check(r#""yes""#, None);
        check("{}", None);
        check("null", None);
        check("1", None);
    }

    #[test]
    fn what_is_stored_reads_back() {
        for analytics in ["granted", "pending", "denied"] {
            let consent = record(analytics, "granted");
            let restarted = start(written("pending"), read_answer(consent.value()), true);
            assert_eq!(show(restarted), show(consent));
        }
    }
}
