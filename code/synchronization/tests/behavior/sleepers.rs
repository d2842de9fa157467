//! What those who wait cost, and how well they keep time.

use std::cell::Cell;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use process::Process;
use single_value_data_sharing::Value;
use synchronization::{Condvar, Event, Semaphore, barrier};
use test_harness::patient;

use crate::common::*;

const LIMIT: Duration = Duration::from_millis(150);
/// How late an answer may be on a machine that has other things to do.
const GRACE: Duration = Duration::from_secs(2);
const A_WHILE: Duration = Duration::from_secs(2);

fn field(child: &Process, file: &str, name: &str) -> u64 {
    let text = fs::read_to_string(format!("/proc/{}/{file}", child.id())).unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    line[name.len()..].split_whitespace().next().unwrap().parse().unwrap()
}

pub fn a_sleeper_gets_up_fifty_times_a_second_at_most() {
    let event = Event::new().unwrap();
    let sleeper = child(|| event.wait());
    until_asleep(&sleeper);
    let sleeps = || field(&sleeper, "status", "voluntary_ctxt_switches:");
    let before = sleeps();
    thread::sleep(A_WHILE);
    let sleeps = sleeps() - before;
    assert!((1..=50 * A_WHILE.as_secs()).contains(&sleeps), "{sleeps}");
    event.set();
    succeeds(sleeper);
}

/// The time that all of them have had a core to themselves, while they were to do nothing.
fn assert_cost_little(sleepers: Vec<Process>) {
    sleepers.iter().for_each(until_asleep);
    // The first number of the file: nanoseconds on a core.
    let spent = || sleepers.iter().map(|sleeper| field(sleeper, "schedstat", "")).sum::<u64>();
    let before = spent();
    let begin = Instant::now();
    thread::sleep(A_WHILE);
    let share = (spent() - before) as f64 / begin.elapsed().as_nanos() as f64;
    println!("a hundred sleepers: {:.1} % of a core", 100.0 * share);
    sleepers.into_iter().for_each(die);
    assert!(share < 0.05, "{share}");
}

fn a_hundred(wait: impl Fn() + Sync) -> Vec<Process> {
    (0..100).map(|_| child(&wait)).collect()
}

pub fn a_hundred_who_wait_for_an_event_cost_little() {
    let event = Event::new().unwrap();
    assert_cost_little(a_hundred(|| event.wait()));
}

pub fn a_hundred_who_wait_at_a_barrier_cost_little() {
    let mut parties = barrier(101).unwrap();
    let _mine = parties.pop();
    let wait = |party: synchronization::Party| child(move || _ = party.wait());
    assert_cost_little(parties.into_iter().map(wait).collect());
}

pub fn a_hundred_who_wait_for_a_permit_cost_little() {
    let many = Semaphore::new(100).unwrap();
    let holders = a_hundred(|| {
        let _permit = many.acquire();
        thread::sleep(AGES);
    });
    until(|| many.available_permits() == 0);
    assert_cost_little(a_hundred(|| _ = many.acquire()));
    holders.into_iter().for_each(die);
}

pub fn a_hundred_who_wait_for_a_condition_cost_little() {
    let (value, changed) = (Value::new(0).unwrap(), Condvar::new().unwrap());
    let wait = || drop(changed.wait_while(value.lock().unwrap(), |now| *now == 0));
    assert_cost_little(a_hundred(wait));
}

/// Waits in all four ways, each with a limit that passes.
fn all_limits(limit: Duration, each: impl Fn(&dyn Fn() -> bool)) {
    let (event, permits) = (Event::new().unwrap(), Semaphore::new(1).unwrap());
    let (value, changed) = (Value::new(0).unwrap(), Condvar::new().unwrap());
    let (parties, _permit) = (barrier(2).unwrap(), permits.acquire());
    each(&|| !event.wait_timeout(limit));
    each(&|| permits.acquire_timeout(limit).is_none());
    each(&|| parties[0].wait_timeout(limit) == Ok(None));
    each(&|| {
        let guard = value.lock().unwrap();
        changed.wait_timeout_while(guard, limit, |now| *now == 0).unwrap().1.timed_out()
    });
}

pub fn signals_stretch_no_limit() {
    let waiter = child(|| {
        let interrupted = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(libc::SIGTERM, Arc::clone(&interrupted)).unwrap();
        all_limits(LIMIT, |wait| {
            let begin = Instant::now();
            assert!(wait());
            let took = begin.elapsed();
            assert!((LIMIT..LIMIT + patient(GRACE)).contains(&took), "{took:?}");
            assert!(interrupted.swap(false, SeqCst), "the signals did not arrive");
        });
    });
    until_asleep(&waiter);
    let mut waiter = waiter;
    while waiter.join_timeout(Duration::from_millis(1)).unwrap().is_none() {
        waiter.terminate().unwrap(); // It has a handler for that.
    }
    succeeds(waiter);
}

/// A process sleeps by the monotonic clock unless it says otherwise (`futex(2)`).
pub fn limits_are_on_the_monotonic_clock() {
    for which in 0..4 {
        let sleeper = child(|| {
            let number = Cell::new(0);
            all_limits(AGES, |wait| {
                assert!(number.replace(number.get() + 1) != which || wait());
            });
        });
        until_asleep(&sleeper);
        let call = fs::read_to_string(format!("/proc/{}/syscall", sleeper.id())).unwrap();
        let operation = call.split(' ').nth(2).and_then(|word| word.strip_prefix("0x"));
        let operation = i32::from_str_radix(operation.unwrap(), 16).unwrap();
        assert_eq!(operation & libc::FUTEX_CLOCK_REALTIME, 0, "{call}");
        die(sleeper);
    }
}

pub fn nothing_is_left_behind() {
    let mappings = || fs::read_to_string("/proc/self/maps").unwrap().matches("zero").count();
    let before = mappings();
    for _ in 0..100 {
        drop((Event::new(), barrier(3), Semaphore::new(2), Condvar::new()));
    }
    assert_eq!(mappings(), before);
}
