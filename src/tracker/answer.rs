//! What a public call answers.

use crate::plan::{Violation, ViolationCode, Violations};
use crate::value::{record, text, word_enum, List, MessageId, Text};

record! {
    /// What the page hears: `Result` in pkg-template/results.d.ts.
    pub struct Answer {
        is_ok, set_is_ok: bool = "ok";
        message_id, set_message_id: Option<MessageId> = "messageId";
        refusal, set_refusal: Option<Text> = "reason";
        /// Of an accepted call: warnings, left out when there are none.
        violations, set_violations: Option<Violations> = "violations";
    }
}

word_enum! {
    /// Why a call sent nothing.
    pub enum Refusal {
        /// Something is wrong with it: the violations say what.
        Invalid = "invalid";
        /// It was counted already.
        Repeat = "repeat";
    }
}

impl Answer {
    pub fn accepted(message_id: Option<MessageId>, warnings: Violations) -> Answer {
        let answer = Answer::new();
        answer.set_is_ok(true);
        answer.set_message_id(message_id);
        answer.set_violations(Some(warnings).filter(|warnings| !warnings.is_empty()));
        answer
    }

    /// The answer to a call with something wrong in it.
    #[inline(always)]
    pub fn invalid(violations: Violations) -> Answer {
        Answer::refused(Refusal::Invalid, violations)
    }

    /// The answer to a call whose message Customer.io would discard.
    pub fn too_large() -> Answer {
        let violations = List::new();
        violations.push(Violation::of(ViolationCode::TooLarge, text(""), "has over 32000 bytes"));
        Answer::invalid(violations)
    }

    #[inline(always)]
    pub fn refused(refusal: Refusal, violations: Violations) -> Answer {
        Answer::refused_as(refusal.word(), violations)
    }

    fn refused_as(refusal: Text, violations: Violations) -> Answer {
        let answer = Answer::new();
        answer.set_is_ok(false);
        answer.set_refusal(Some(refusal));
        answer.set_violations(Some(violations));
        answer
    }
}
