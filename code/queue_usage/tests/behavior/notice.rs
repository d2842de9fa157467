//! How soon a death is noticed.

use std::thread;
use std::time::{Duration, Instant};

use process::{Process, spawn};
use queue_usage::{RecvError, SendError, bounded};
use test_harness::patient;

use crate::common::{succeeds, until_asleep};

/// Those who wait get up after 20 ms, those who send look at each tick of the kernel's clock, 10 ms
/// at most. Half of them are not this late even on a machine that has other things to do.
const LATE: Duration = Duration::from_millis(40);

fn assert_noticed(mut times: Vec<Duration>) {
    times.sort();
    let median = times[times.len() / 2];
    assert!(median < patient(LATE), "{median:?}");
}

/// A child that owns this and does nothing.
fn owner<T: Send>(handle: T) -> Process {
    let child = spawn(move || {
        let _ = &handle;
        thread::park();
    });
    child.unwrap()
}

/// How long the sleeper takes to end once the owner is killed. No process rings, and none waits for
/// the dead.
fn time_to_notice(owner: Process, sleeper: Process) -> Duration {
    until_asleep(&sleeper);
    owner.kill().unwrap();
    let start = Instant::now();
    succeeds(sleeper);
    start.elapsed()
}

pub fn a_sleeping_receiver_notices_within_some_20_milliseconds() {
    let times = (0..15).map(|_| {
        let (sender, receiver) = bounded::<u64>(1).unwrap();
        let owner = owner(sender);
        let sleeper = spawn(move || assert_eq!(receiver.recv(), Err(RecvError::Disconnected)));
        time_to_notice(owner, sleeper.unwrap())
    });
    assert_noticed(times.collect());
}

pub fn a_sleeping_sender_notices_within_some_20_milliseconds() {
    let times = (0..15).map(|_| {
        let (sender, receiver) = bounded::<u64>(1).unwrap();
        sender.send(1).unwrap();
        let owner = owner(receiver);
        let sleeper = spawn(move || assert_eq!(sender.send(2), Err(SendError(2))));
        time_to_notice(owner, sleeper.unwrap())
    });
    assert_noticed(times.collect());
}

pub fn a_busy_sender_notices_within_a_tick_or_so() {
    let times = (0..15).map(|_| {
        let (sender, receiver) = bounded::<u64>(1 << 20).unwrap();
        let owner = owner(receiver);
        owner.kill().unwrap(); // Not joined, or the sender would know.
        let start = Instant::now();
        while sender.send(1).is_ok() {}
        assert!(!sender.is_full(), "only a full queue made it look");
        start.elapsed()
    });
    assert_noticed(times.collect());
}
