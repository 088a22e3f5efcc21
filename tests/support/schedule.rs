//! What may happen in a simulation, and how often.

use crate::support::{Beacon, Fetch, OK};
use proptest::prelude::*;

pub const MAX_TABS: usize = 4;

/// A call of the public API.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    Probe,
    ViewCollection,
    Order(u8),
    Page,
    Identify(u8),
    Reset,
}

#[derive(Clone, Copy, Debug)]
pub enum Step {
    Open,
    Call(u8, Act),
    /// The page dies after so many writes of a call, or of the timers after it.
    Crash(u8, u8, Act),
    /// It dies after so many writes of a claim.
    CrashIdle(u8, u8),
    /// It dies after so many writes when the answer to its request comes.
    CrashAnswered(u8, u8),
    /// It dies after so many writes while it is left.
    CrashLeaving(u8, u8),
    Leave(u8),
    Kill(u8),
    Freeze(u8),
    Restore(u8),
    Hide(u8),
    Show(u8),
    /// So many milliseconds pass.
    Pass(u32),
    /// The computer sleeps for so many milliseconds: no timer runs.
    Sleep(u32),
    SetFetch(Fetch),
    SetBeacon(Beacon),
    Offline,
    Online,
    Blocked(bool),
    Full,
    Space,
    /// The wall clock is set by so many days.
    SetClock(i32),
    LocksBusy(u8),
    StorageEvent(u8),
}

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => Just(Act::Probe),
        2 => Just(Act::ViewCollection),
        2 => (0u8..3).prop_map(Act::Order),
        1 => Just(Act::Page),
        2 => (0u8..2).prop_map(Act::Identify),
        1 => Just(Act::Reset),
    ]
}

fn fetches() -> impl Strategy<Value = Fetch> {
    prop_oneof![
        3 => Just(OK),
        1 => Just(Fetch::Status(500, "")),
        1 => Just(Fetch::Status(429, "12")),
        1 => Just(Fetch::Status(503, "Mon, 23 Nov 2026 13:45:00 GMT")),
        1 => Just(Fetch::Status(400, "")),
        1 => Just(Fetch::Status(413, "")),
        1 => Just(Fetch::Html("text/html; charset=utf-8")),
        1 => Just(Fetch::AtMost(1)),
        1 => Just(Fetch::Cut),
        1 => Just(Fetch::Refused),
        1 => any::<bool>().prop_map(Fetch::Never),
        1 => Just(Fetch::Late(30_000.0)),
    ]
}

fn beacons() -> impl Strategy<Value = Beacon> {
    prop_oneof![Just(Beacon::Recorded), Just(Beacon::Lost), Just(Beacon::Refused)]
}

fn passing_ms() -> impl Strategy<Value = u32> {
    prop_oneof![Just(10u32), Just(260), Just(1000), Just(4100), Just(5100), Just(20_000), Just(400_000),]
}

fn sleeping_ms() -> impl Strategy<Value = u32> {
    prop_oneof![Just(7_200_000u32), Just(90_000_000), Just(300_000_000)]
}

fn clock_days() -> impl Strategy<Value = i32> {
    prop_oneof![Just(-365i32), Just(365), Just(7300), Just(-9000), Just(-1), Just(1), Just(0)]
}

pub fn steps() -> impl Strategy<Value = Step> {
    let tab = || 0u8..MAX_TABS as u8;
    let writes = || 0u8..12;
    prop_oneof![
        3 => Just(Step::Open),
        16 => (tab(), acts()).prop_map(|(tab, act)| Step::Call(tab, act)),
        2 => (tab(), writes(), acts()).prop_map(|(tab, writes, act)| Step::Crash(tab, writes, act)),
        1 => (tab(), writes()).prop_map(|(tab, writes)| Step::CrashIdle(tab, writes)),
        1 => (tab(), writes()).prop_map(|(tab, writes)| Step::CrashAnswered(tab, writes)),
        1 => (tab(), writes()).prop_map(|(tab, writes)| Step::CrashLeaving(tab, writes)),
        3 => tab().prop_map(Step::Leave),
        1 => tab().prop_map(Step::Kill),
        1 => tab().prop_map(Step::Freeze),
        1 => tab().prop_map(Step::Restore),
        1 => tab().prop_map(Step::Hide),
        1 => tab().prop_map(Step::Show),
        8 => passing_ms().prop_map(Step::Pass),
        1 => sleeping_ms().prop_map(Step::Sleep),
        4 => fetches().prop_map(Step::SetFetch),
        1 => beacons().prop_map(Step::SetBeacon),
        1 => Just(Step::Offline),
        1 => Just(Step::Online),
        1 => any::<bool>().prop_map(Step::Blocked),
        1 => Just(Step::Full),
        1 => Just(Step::Space),
        1 => clock_days().prop_map(Step::SetClock),
        1 => (1u8..4).prop_map(Step::LocksBusy),
        1 => tab().prop_map(Step::StorageEvent),
    ]
}
