//! When to send, and what became of it: requests under way, delays, retries.
//!
//! `poll` says what to send next and `handle_outcome` takes what happened, in the manner of a protocol state
//! machine without a network. What goes into a request is in `batch`, how long a failure delays the next one
//! in `backoff`.

use crate::delivery::claim::Claims;
use crate::delivery::drops::DropReason;
use crate::delivery::outcome::Verdict;
use crate::delivery::{backoff, lease, EntryState, Outbox, Outcome, Slot};
use crate::engine;
use crate::options::Settings;
use crate::storage::{clock, Store};
use crate::value::{decimal, memory_record, part, record, text, List, MonotonicMs, Text, WallMs};

/// Encoded bytes of one request. Under Customer.io's 500 KB and under the browser's in-flight budget.
pub const MAX_REQUEST_BYTES: f64 = 60_000.0;
/// Encoded bytes of all keepalive and beacon requests under way:
/// <https://fetch.spec.whatwg.org/#http-network-or-cache-fetch> step 8.
const MAX_IN_FLIGHT_BYTES: f64 = 65_536.0;
/// Chromium refuses a tenth keepalive request.
const MAX_IN_FLIGHT_COUNT: f64 = 9.0;
/// From the first call until the request that carries it and its neighbours.
const COALESCE_MS: f64 = 250.0;
/// Between two requests of a page whose shopper is busy: a request costs the main thread more than the events
/// in it.
const PACE_MS: f64 = 2000.0;
/// How long an answer may take before another page may try; slow uplinks get half a millisecond more for each
/// byte.
const ANSWER_MS: f64 = 10_000.0;
/// How long a hand-off without an answer (a beacon, or a request its page left behind) is trusted before it
/// is repeated.
const HANDOFF_MS: f64 = 4000.0;
/// The page asks at least so often for what the browser is to send if the page dies. So a message is out of
/// that before another page may send it.
const RENEW_MS: f64 = 1000.0;
/// The record of the wall time until which the server asked for silence.
const WAIT_UNTIL: &str = "wait";
/// Late answers are worth remembering for a while, not for ever.
const MAX_FLIGHTS: u32 = 32;

record! {
    /// A request for the page to make.
    pub struct Request {
        id, set_id: f64 = "id";
        url, set_url: Text = "url";
        body, set_body: Text = "body";
        /// By `sendBeacon`, which has no answer.
        is_beacon, set_is_beacon: bool = "beacon";
    }
}

memory_record! {
    /// A request under way.
    pub struct Flight {
        id, set_id: f64 = "id";
        /// The messages in it.
        slots, set_slots: List<Slot> = "slots";
        /// Encoded, of its body.
        bytes, set_bytes: f64 = "bytes";
        deadline, set_deadline: MonotonicMs = "deadline";
        is_beacon, set_is_beacon: bool = "beacon";
        /// Its deadline has passed. A late answer is still believed.
        is_over, set_is_over: bool = "over";
        /// More messages could leave than fit.
        is_full, set_is_full: bool = "full";
    }
}

part! {
    /// What is under way, and when the next request is due.
    pub struct Delivery {
        flights: List<Flight> = "requests", "[]";
        last_id, set_last_id: f64 = "nextId", "0";
        /// When `poll` has something to do; `NEVER` when nothing waits.
        due, set_due: MonotonicMs = "due";
        /// While the page lives, no request before that: the last one failed, or the server asked for it. A
        /// page that is being left waits only if the server asked.
        not_before, set_not_before: MonotonicMs = "notBefore", "0";
        /// The earliest time for a new message's request, so that a busy page makes few.
        paced_until, set_paced_until: MonotonicMs = "pace";
        /// Failures in a row.
        failures, set_failures: f64 = "failures", "0";
        /// The server said how long to wait.
        is_asked_to_wait, set_is_asked_to_wait: bool = "asked";
        /// The browser did not take the last beacon.
        is_beacon_refused, set_is_beacon_refused: bool = "refused";
        /// The last poll was on the page's way out.
        was_leaving, set_was_leaving: bool = "hidden";
        /// Messages in a request: fewer after a 413.
        max_batch, set_max_batch: f64 = "maxBatch";
        /// Encoded bytes of the part that each attempt writes before an item.
        item_prefix_bytes, set_item_prefix_bytes: f64 = "stampBytes";
        /// Messages that this page delivered.
        delivered, set_delivered: f64 = "delivered", "0";
    }
}

impl Delivery {
    /// A new page. What the server asked of the page before still holds.
    pub fn start(self) {
        self.reset();
        self.set_max_batch(f64::INFINITY);
        self.set_item_prefix_bytes(self.item_prefix().bytes());
        let wait_until = Store::of(self).get(text(WAIT_UNTIL)).map_or(f64::NAN, Text::to_number);
        let ahead_ms = WallMs(wait_until) - WallMs::now();
        if ahead_ms > 0.0 && ahead_ms <= backoff::MAX_RETRY_AFTER_MS {
            self.set_not_before(MonotonicMs::now() + ahead_ms);
            self.set_is_asked_to_wait(true);
        }
    }

    /// A message came in, or may leave now: send within the delay for neighbours, or when the last request is
    /// long enough ago. `called` is when the call behind it was made, which may have waited already; `NEVER`
    /// if no call is behind it.
    pub fn wake(self, called: WallMs) {
        if self.due().is_never() {
            // The clock may have been set between the two.
            let waited_ms = (WallMs::now() - called).max(0.0).min(COALESCE_MS);
            let soon = MonotonicMs::now() + (COALESCE_MS - waited_ms);
            self.set_due(soon.latest(self.paced_until()));
        }
    }

    /// What waits now leaves without a delay for neighbours.
    #[inline(never)]
    pub fn send_now(self) {
        self.set_due(MonotonicMs::now());
    }

    /// The network is back: what failed for lack of it need not wait. A wait that the server asked for
    /// stands.
    pub fn online(self) {
        if !self.is_asked_to_wait() {
            self.set_not_before(MonotonicMs(0.0));
            self.send_now();
        }
    }

    /// The next request to make, if there is one now. Call again until there is none.
    ///
    /// While the page lives, one keepalive fetch at a time, so that order holds. With `is_leaving`,
    /// everything not handed over yet, in as many beacons as the in-flight budget takes; what does not fit
    /// waits for the next page.
    ///
    /// With `is_deferred`: what the browser is to send if this page dies. That is what may be sent, is not
    /// under way, and is this page's alone to send for a while yet. It changes nothing, so it may be asked
    /// for again and again. There is none for a shop that prefers a possible loss to a possible double: the
    /// next page sends the same.
    pub fn poll(self, is_leaving: bool, is_deferred: bool) -> Option<Request> {
        let (now, claims) = (MonotonicMs::now(), Claims::of(self));
        let is_adopting = claims.is_adopting();
        if !is_deferred && !self.is_time(is_leaving, now) {
            return None;
        }
        let flight = Flight::new();
        flight.set_slots(List::new());
        // Both leave out what was handed over before, and go on behind what another page has to send.
        flight.set_is_beacon(is_leaving || is_deferred);
        let mut body = text("");
        let free_bytes = self.free_bytes();
        let is_silenced = self.is_asked_to_wait() && now < self.not_before();
        let may_defer = !is_deferred || Settings::of(self).options().resends_unconfirmed();
        if may_defer && free_bytes > 0.0 && !self.is_beacon_refused() && !is_silenced {
            let max_bytes = MAX_REQUEST_BYTES.min(free_bytes);
            let until = if is_deferred { now + RENEW_MS } else { now };
            body = self.collect_batch(flight, is_adopting, is_deferred, until, max_bytes);
        }
        if flight.slots().is_empty() {
            if !is_deferred {
                // Nothing to do before a call, an answer, a claim or another poll of a page that is shown
                // again.
                self.set_due(MonotonicMs::NEVER);
                claims.set_is_adopting(false);
            }
            return None;
        }
        if !is_deferred {
            self.launch(flight, is_leaving, body.bytes(), now);
        }
        let request = Request::new();
        request.set_id(flight.id());
        request.set_url(Settings::of(self).options().endpoint());
        request.set_body(body);
        request.set_is_beacon(is_leaving);
        Some(request)
    }

    /// Whether a request may be made now, as far as time goes.
    #[inline(always)]
    fn is_time(self, is_leaving: bool, now: MonotonicMs) -> bool {
        self.give_up_waiting(now);
        if !is_leaving && self.was_leaving() {
            // Shown again: a fetch may carry what a beacon may not.
            self.send_now();
        }
        self.set_was_leaving(is_leaving);
        if !is_leaving {
            Claims::of(self).set_is_adopting(false);
            let is_due = self.due() <= now;
            if self.is_fetching() || now < self.not_before() || !is_due {
                return false;
            }
            self.set_is_beacon_refused(false);
        }
        true
    }

    /// Puts a filled request under way: leased, marked and remembered.
    #[inline(always)]
    fn launch(self, flight: Flight, is_leaving: bool, bytes: f64, now: MonotonicMs) {
        let paced_until = now + PACE_MS;
        self.set_paced_until(paced_until);
        self.set_due(if flight.is_full() { now } else { paced_until });
        let (id, slots) = (self.last_id() + 1.0, flight.slots());
        self.set_last_id(id);
        let wait_ms = if is_leaving { HANDOFF_MS } else { ANSWER_MS + bytes / 2.0 };
        flight.set_id(id);
        flight.set_bytes(bytes);
        flight.set_deadline(now + wait_ms);
        // First: a browser may end the script while it waits for its storage, and call once more on the way
        // out.
        lease::write(self, id, slots, clock::now(self) + wait_ms, f64::from(u8::from(is_leaving)));
        self.mark(slots, if is_leaving { EntryState::HandedOff } else { EntryState::InFlight });
        self.flights().push(flight);
        if is_leaving {
            Claims::of(self).claim_at(now + HANDOFF_MS);
        }
    }

    /// Takes what became of a request. An unknown id or a second outcome changes nothing.
    #[inline(always)]
    pub fn handle_outcome(self, id: f64, outcome: Outcome) {
        let (flights, mut index) = (self.flights(), 0);
        let flight = loop {
            let Some(flight) = flights.at(index) else { return };
            if flight.id() == id {
                break flight;
            }
            index += 1;
        };
        let slots = flight.slots();
        if outcome.is_handed_over() {
            // Stays in the list for the byte budget until its deadline.
            self.count_hand_overs(slots);
            return;
        }
        flights.remove(index);
        lease::end(self, id);
        match outcome.verdict() {
            Verdict::Delivered => self.note_delivered(slots),
            Verdict::TooLarge if slots.len() > 1 => {
                self.set_max_batch(f64::from(slots.len() / 2));
                self.mark(slots, EntryState::Waiting);
                self.send_now();
            }
            Verdict::Retry => {
                self.mark(slots, EntryState::Waiting);
                self.set_is_beacon_refused(outcome.is_refused() && flight.is_beacon());
                self.back_off(outcome.retry_after);
            }
            verdict => {
                for slot in slots {
                    if verdict == Verdict::TooLarge {
                        Outbox::of(self).lose(slot, DropReason::TooLarge);
                    } else {
                        Outbox::of(self).lose(slot, DropReason::Rejected);
                    }
                }
                self.send_now();
            }
        }
    }

    #[inline(always)]
    fn note_delivered(self, slots: List<Slot>) {
        self.set_failures(0.0);
        self.set_is_asked_to_wait(false);
        self.set_max_batch(f64::INFINITY);
        for slot in slots {
            if Outbox::of(self).remove(slot) {
                self.set_delivered(self.delivered() + 1.0);
            }
        }
    }

    /// When `poll` should be called again; never where only a new call or an answer changes anything.
    pub fn poll_timeout(self) -> MonotonicMs {
        let mut at = MonotonicMs::NEVER;
        for flight in self.flights() {
            if !flight.is_over() {
                at = at.earliest(flight.deadline());
            }
        }
        let due = self.due();
        if self.is_fetching() || due.is_never() {
            at
        } else {
            at.earliest(due.latest(self.not_before()))
        }
    }

    /// The page is being left: requests under way may never be answered here, so their messages are leased no
    /// longer than a beacon's.
    pub fn shorten_leases(self) {
        for flight in self.flights() {
            if !flight.is_beacon() && !flight.is_over() {
                lease::write(self, flight.id(), flight.slots(), clock::now(self) + HANDOFF_MS, 1.0);
            }
        }
    }

    /// Encoded bytes that may go under way besides what is: none where the requests are too many.
    fn free_bytes(self) -> f64 {
        let (mut count, mut free_bytes) = (0.0, MAX_IN_FLIGHT_BYTES);
        for flight in self.flights() {
            if !flight.is_over() {
                count += 1.0;
                free_bytes -= flight.bytes();
            }
        }
        if count < MAX_IN_FLIGHT_COUNT {
            free_bytes
        } else {
            0.0
        }
    }

    fn is_fetching(self) -> bool {
        self.flights().into_iter().any(|flight| !flight.is_over() && !flight.is_beacon())
    }

    /// "In flight" is a deadline, not a flag: after it the messages are free again, though a late answer is
    /// still believed.
    fn give_up_waiting(self, now: MonotonicMs) {
        let flights = self.flights();
        for flight in flights {
            if !flight.is_over() && flight.deadline() <= now {
                flight.set_is_over(true);
                if !flight.is_beacon() {
                    self.count_hand_overs(flight.slots());
                    self.mark(flight.slots(), EntryState::Waiting);
                    self.back_off(None);
                }
            }
        }
        if flights.len() > MAX_FLIGHTS {
            flights.remove(0);
        }
    }

    fn mark(self, slots: List<Slot>, state: EntryState) {
        let entries = Outbox::of(self).entries();
        for slot in slots {
            if let Some(entry) = entries.get(slot) {
                entry.set_state(state);
            }
        }
    }

    fn count_hand_overs(self, slots: List<Slot>) {
        let entries = Outbox::of(self).entries();
        for slot in slots {
            if let Some(entry) = entries.get(slot) {
                entry.count_hand_over();
            }
        }
    }

    /// A request failed: the next one waits, longer each time, or as long as the server asked for.
    fn back_off(self, retry_after: Option<Text>) {
        let failures = self.failures() + 1.0;
        self.set_failures(failures);
        let delay_ms = backoff::delay_ms(failures, f64::from(engine::random()) / f64::from(u32::MAX));
        let asked_ms = backoff::retry_after_ms(retry_after, WallMs::now());
        let is_asked = !asked_ms.is_nan();
        self.set_is_asked_to_wait(is_asked);
        if is_asked {
            // For the pages after this one.
            Store::of(self).set_durable(text(WAIT_UNTIL), decimal(WallMs::now() + asked_ms));
        }
        let until = MonotonicMs::now() + delay_ms.max(asked_ms);
        self.set_not_before(until);
        self.set_due(until);
    }
}
