//! What an event promises.

use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};

use process::Process;
use synchronization::Event;

use crate::common::*;

/// After which a waiter has looked for itself, unless the machine is busy.
const LONGEST_SLEEP: Duration = Duration::from_millis(200);

fn waiting(event: &Event) -> Process {
    let sleeper = child(|| event.wait());
    until_asleep(&sleeper);
    sleeper
}

pub fn an_event_lets_go_all_who_wait_and_all_who_come() {
    let event = Event::new().unwrap();
    let sleepers = [waiting(&event), waiting(&event), waiting(&event)];
    assert!(!event.is_set());
    event.set();
    sleepers.into_iter().for_each(succeeds);
    event.wait();
    assert!(event.is_set() && event.wait_timeout(Duration::ZERO));
    event.clear();
    assert!(!event.is_set() && !event.wait_timeout(Duration::ZERO));
}

pub fn an_event_works_between_threads() {
    let event = Event::new().unwrap();
    thread::scope(|scope| {
        let waiter = scope.spawn(|| event.wait());
        event.set();
        waiter.join().unwrap();
    });
}

/// What if it is cleared before the waiter gets to run?
pub fn a_set_that_is_cleared_at_once_lets_go_who_waited() {
    let event = Event::new().unwrap();
    for _ in 0..rounds(100) {
        let sleeper = waiting(&event);
        event.set();
        event.clear();
        succeeds(sleeper);
    }
}

pub fn what_was_done_before_set_is_seen_after_wait() {
    let (ping, pong) = (Event::new().unwrap(), Event::new().unwrap());
    let number = counter();
    let partner = child(|| {
        for turn in 0..2000 {
            ping.wait();
            ping.clear();
            assert_eq!(number.load(SeqCst), 2 * turn + 1);
            count(&number);
            pong.set();
        }
    });
    for turn in 0..2000 {
        assert_eq!(number.load(SeqCst), 2 * turn);
        count(&number);
        ping.set();
        pong.wait();
        pong.clear();
    }
    succeeds(partner);
}

pub fn an_event_wakes_at_once() {
    let event = Event::new().unwrap();
    let wakes = (0..50).map(|_| {
        event.clear();
        let sleeper = waiting(&event);
        let begin = Instant::now();
        event.set();
        succeeds(sleeper);
        begin.elapsed()
    });
    assert_woken(wakes.collect());
}

pub fn killed_waiters_disturb_no_other() {
    let event = Event::new().unwrap();
    let mut random = Random(1);
    for _ in 0..rounds(100) {
        let (victim, other) = (waiting(&event), waiting(&event));
        let setter = child(|| event.set());
        pause(random.microseconds(300));
        die(victim);
        succeeds(setter);
        succeeds_within(a_second(), other);
        event.clear();
    }
}

pub fn killed_setters_have_set_it_or_not() {
    let event = Event::new().unwrap();
    let mut random = Random(2);
    for _ in 0..rounds(100) {
        let (begun, done) = (counter(), counter());
        let sleeper = waiting(&event);
        let setter = child(|| {
            count(&begun);
            for _ in 0..50 {
                event.clear();
                event.set();
                done.store(1, SeqCst);
            }
        });
        until(|| begun.load(SeqCst) == 1);
        pause(random.microseconds(40));
        die(setter);
        if done.load(SeqCst) == 0 && !event.is_set() {
            event.set();
        }
        succeeds_within(a_second(), sleeper);
        event.clear();
    }
}

pub fn a_setter_killed_at_any_instruction_has_set_it_for_all_or_for_none() {
    let (set, unset) = (counter(), counter());
    at_each_instruction(3, |instructions| {
        let event = Event::new().unwrap();
        let sleepers = [waiting(&event), waiting(&event)];
        let done = killed_after(instructions, || event.is_set(), |_| event.set());
        count(if event.is_set() { &set } else { &unset });
        if !event.is_set() {
            event.set();
        }
        sleepers.into_iter().for_each(|sleeper| succeeds_within(a_second(), sleeper));
        done
    });
    let seen = [set, unset].map(|counter| counter.load(SeqCst));
    assert!(seen.iter().all(|&times| times > 1), "{seen:?}");
}

/// And what if the event is cleared before those who wait have looked?
pub fn an_event_whose_setter_was_killed_at_any_instruction_may_be_cleared_at_once() {
    at_each_instruction(1, |instructions| {
        let event = Event::new().unwrap();
        let (mut sleeper, other) = (waiting(&event), waiting(&event));
        let done = killed_after(instructions, || event.is_set(), |_| event.set());
        if event.is_set() {
            event.clear();
        } else {
            let status = sleeper.join_timeout(LONGEST_SLEEP).unwrap();
            assert!(status.is_none(), "not set, and let go after {instructions} instructions");
            event.set();
        }
        succeeds_within(a_second(), sleeper);
        succeeds_within(a_second(), other);
        done
    });
}
