//! A receiver or sender that cannot look around notices a death all the same, and no later.
//!
//! What it has lost: every free descriptor (`ulimit -n`), or the right to ask (a sandbox).

use std::thread;
use std::time::{Duration, Instant};

use process::{Process, spawn};
use queue_usage::{RecvError, SendError, TryRecvError, bounded};
use test_harness::patient;

use crate::common::{die, succeeds, until_asleep};
use crate::sys;

/// Waiters get up after 20 ms. The quickest of some is not this late on any machine, however busy.
const LATE: Duration = Duration::from_millis(40);
const ROUNDS: usize = 9;

type Loss = fn();
const LOSSES: [Loss; 2] = [lose_descriptors, lose_rights];

fn lose_descriptors() {
    sys::allow_descriptors(0);
}

fn lose_rights() {
    sys::refuse(&[
        libc::SYS_openat,
        libc::SYS_pidfd_open,
        libc::SYS_kill,
        libc::SYS_tgkill,
        libc::SYS_waitid,
        libc::SYS_prctl,
    ]);
}

/// A child that owns this and does nothing.
fn owner<T: Send>(handle: T) -> Process {
    let child = spawn(move || {
        let _ = &handle;
        thread::park();
    });
    child.unwrap()
}

/// How long the sleeper takes to end once the owner is killed, which stays a zombie until then.
fn time_to_notice(owner: Process, sleeper: Process) -> Duration {
    until_asleep(&sleeper);
    owner.kill().unwrap();
    let start = Instant::now();
    succeeds(sleeper);
    let took = start.elapsed();
    owner.join().unwrap();
    took
}

fn assert_noticed(round: impl Fn() -> Duration) {
    let times: Vec<Duration> = (0..ROUNDS).map(|_| round()).collect();
    assert!(times.iter().any(|time| *time < patient(LATE)), "{times:?}");
}

pub fn a_blind_receiver_notices_within_some_20_milliseconds() {
    for lose in LOSSES {
        assert_noticed(|| {
            let (sender, receiver) = bounded::<u64>(1).unwrap();
            let owner = owner(sender);
            let sleeper = spawn(move || {
                lose();
                assert_eq!(receiver.recv(), Err(RecvError::Disconnected));
            });
            time_to_notice(owner, sleeper.unwrap())
        });
    }
}

pub fn a_blind_sender_notices_within_some_20_milliseconds() {
    for lose in LOSSES {
        assert_noticed(|| {
            let (sender, receiver) = bounded::<u64>(1).unwrap();
            sender.send(1).unwrap();
            let owner = owner(receiver);
            let sleeper = spawn(move || {
                lose();
                assert_eq!(sender.send(2), Err(SendError(2)));
            });
            time_to_notice(owner, sleeper.unwrap())
        });
    }
}

pub fn a_blind_receiver_that_does_not_wait_sees_it_at_once() {
    for lose in LOSSES {
        let (sender, receiver) = bounded::<u64>(1).unwrap();
        let (dead, living) = (owner(sender.clone()), owner(sender));
        die(dead);
        let asks = |expected: TryRecvError| {
            let receiver = receiver.clone();
            let asker = spawn(move || {
                lose();
                assert_eq!(receiver.try_recv(), Err(expected));
            });
            succeeds(asker.unwrap());
        };
        asks(TryRecvError::Empty);
        die(living);
        asks(TryRecvError::Disconnected);
    }
}
