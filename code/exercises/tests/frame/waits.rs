//! A wait has a limit, of which a busy machine takes nothing away.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use exercises::until;
use process::{Process, spawn};
use rustix::process::{Pid, Signal, kill_process};
use single_value_data_sharing::Shared;

const LIMIT: Duration = Duration::from_millis(500);

/// How often a process looks, once it runs again.
const LOOKS: u32 = 20;

pub fn what_never_holds_is_given_up_at_the_limit() {
    assert!(!until(LIMIT, || false));
}

pub fn a_process_that_has_no_turn_for_longer_than_the_limit_still_waits() {
    let [looks, enough] =
        [0, u32::MAX].map(|number| Shared::new(AtomicU32::new(number)).expect("memory"));
    let waits = || until(LIMIT, || looks.fetch_add(1, SeqCst) >= enough.load(SeqCst));
    let child = spawn(|| assert!(waits(), "it was given up")).expect("a child");
    assert!(until(LIMIT, || looks.load(SeqCst) > 0), "it waits");
    signal(&child, Signal::STOP);
    thread::sleep(2 * LIMIT);
    enough.store(looks.load(SeqCst) + LOOKS, SeqCst);
    signal(&child, Signal::CONT);
    assert!(child.join().expect("it is a child").success());
}

fn signal(child: &Process, signal: Signal) {
    let child = Pid::from_raw(child.id().cast_signed()).expect("a process has an id");
    kill_process(child, signal).expect("it lives");
}
