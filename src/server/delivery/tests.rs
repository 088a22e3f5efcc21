//! Delivery against receivers that fail in every way.

use super::*;
use crate::server::ids;
use crate::wire::{Data, Envelope, MessageId, TrackMessage};
use proptest::prelude::*;

fn message(index: u32, filler: usize) -> Message {
    let envelope = Envelope { message_id: Some(ids::derived(&format!("m{index}"))), ..Envelope::default() };
    let properties = Data::from_iter([("filler".to_owned(), "x".repeat(filler).into())]);
    TrackMessage::new(format!("e{index}"), properties, envelope).into()
}

fn messages(count: u32) -> Vec<Message> {
    (0..count).map(|index| message(index, 0)).collect()
}

fn id(message: &Message) -> MessageId {
    message.envelope().message_id.clone().unwrap()
}

fn sent(step: Step) -> (usize, i64) {
    let Step::Send { body, timeout_ms } = step else { panic!("{step:?}") };
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    (body["batch"].as_array().unwrap().len(), timeout_ms)
}

#[test]
fn a_batch_is_sent_at_once_and_is_delivered_when_it_was_accepted() {
    let mut delivery = Delivery::new(messages(3), 1_000, 4_000);
    assert_eq!(sent(delivery.step(1_000)), (3, 2_400));
    delivery.answered(1_050, 200, None, 0.5);
    assert_eq!(delivery.step(1_050), Step::Done);
    assert_eq!(delivery.delivered.len(), 3);
    assert!(delivery.waiting().is_empty() && delivery.refused.is_empty());
}

#[test]
fn a_temporary_failure_is_tried_again_within_the_time_and_not_beyond_it() {
    let mut delivery = Delivery::new(messages(1), 0, 4_000);
    sent(delivery.step(0));
    delivery.answered(10, 503, None, 1.0);
    assert_eq!(delivery.step(10), Step::Wait { ms: 200 });
    sent(delivery.step(210));
    delivery.broke(220, 1.0);
    assert_eq!(delivery.step(220), Step::Wait { ms: 400 });
    sent(delivery.step(620));
    // The receiver asks for more time than there is.
    delivery.answered(630, 429, Some("60"), 1.0);
    assert_eq!(delivery.step(630), Step::Done);
    assert_eq!((delivery.waiting().len(), delivery.last_status), (1, 429));
}

#[test]
fn retry_after_is_kept() {
    let mut delivery = Delivery::new(messages(1), 0, 4_000);
    sent(delivery.step(0));
    delivery.answered(0, 429, Some("1"), 0.0);
    assert_eq!(delivery.step(0), Step::Wait { ms: 1_000 });
    assert_eq!(delivery.step(400), Step::Wait { ms: 600 });
    assert_eq!(sent(delivery.step(1_000)), (1, 1_800));
}

#[test]
fn one_refused_message_costs_no_other() {
    let bad = message(2, 0);
    let mut delivery = Delivery::new(messages(5), 0, 60_000);
    while let Step::Send { body, .. } = delivery.step(0) {
        let status = if body.contains(id(&bad).as_str()) { 400 } else { 200 };
        delivery.last_text = status.to_string();
        delivery.answered(0, status, None, 0.0);
    }
    assert_eq!(delivery.delivered.len(), 4);
    assert_eq!(delivery.refused, [Refusal { message: bad, status: 400, text: "400".into() }]);
}

#[test]
fn what_is_about_no_message_keeps_all_messages_and_stops() {
    for status in [301, 302, 307, 308, 401, 402, 403, 404, 405, 407, 409, 410, 411, 415, 418, 426, 451, 499] {
        let mut delivery = Delivery::new(messages(5), 0, 60_000);
        sent(delivery.step(0));
        delivery.answered(0, status, None, 0.0);
        assert_eq!(delivery.step(0), Step::Done, "{status}");
        assert_eq!((delivery.refused.len(), delivery.waiting().len()), (0, 5), "{status}");
        assert_eq!(delivery.last_status, status);
    }
}

#[test]
fn an_odd_status_is_a_failure_that_may_pass() {
    for status in [0, 100, 199, 408, 425, 429, 500, 599, 600, 65_535] {
        assert_eq!(meaning(status, 3), Meaning::Later, "{status}");
    }
}

#[test]
fn a_receiver_that_asks_for_no_pause_is_asked_a_few_times_alone() {
    for header in ["0", "-5", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        let mut delivery = Delivery::new(messages(1), 0, 4_000);
        let (mut now, mut attempts) = (0, 0);
        loop {
            match delivery.step(now) {
                Step::Done => break,
                Step::Wait { ms } => now += ms,
                Step::Send { .. } => {
                    attempts += 1;
                    delivery.answered(now, 503, Some(header), 0.0);
                }
            }
        }
        assert!(attempts < 9, "{attempts} attempts");
    }
}

#[test]
fn batches_keep_to_the_limits_and_to_the_order() {
    let large: Vec<Message> = (0..40).map(|index| message(index, 30_000)).collect();
    let batches = split(large.clone());
    assert!(batches.len() > 2);
    for batch in &batches {
        assert!(bytes(&Batch::of_server(batch.clone(), Timestamp::from_unix_ms(0).unwrap())) < 480_000);
    }
    assert_eq!(batches.into_iter().flatten().collect::<Vec<_>>(), large);
    assert_eq!(split(messages(250)).iter().map(Vec::len).collect::<Vec<_>>(), [100, 100, 50]);
}

proptest! {
    #[test]
    fn every_message_is_delivered_refused_or_waiting_and_the_time_is_kept(
        count in 0u32..12, statuses in proptest::collection::vec(0u16..600, 0..40),
        retry_after in proptest::option::of("-?[0-9]{1,3}"), timeout in 100i64..20_000, random in 0.0f64..1.0,
    ) {
        let mut delivery = Delivery::new(messages(count), 0, timeout);
        let (mut now, mut answers) = (0, statuses.into_iter());
        let mut steps = 0;
        loop {
            steps += 1;
            prop_assert!(steps < 2_000, "no end");
            match delivery.step(now) {
                Step::Done => break,
                Step::Wait { ms } => {
                    prop_assert!(ms > 0);
                    now += ms;
                }
                Step::Send { timeout_ms, .. } => {
                    prop_assert!(now + timeout_ms <= timeout);
                    match answers.next() {
                        Some(status) if status >= 100 => {
                            now += 1;
                            delivery.answered(now, status, retry_after.as_deref(), random);
                        }
                        _ => {
                            now += timeout_ms;
                            delivery.broke(now, random);
                        }
                    }
                }
            }
        }
        prop_assert!(now <= timeout);
        let mut seen: Vec<MessageId> = delivery.delivered.iter().map(id).collect();
        seen.extend(delivery.refused.iter().map(|refusal| id(&refusal.message)));
        seen.extend(delivery.waiting().iter().map(id));
        let mut expected: Vec<MessageId> = messages(count).iter().map(id).collect();
        seen.sort();
        expected.sort();
        prop_assert_eq!(seen, expected);
    }
}
