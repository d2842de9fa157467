//! What a condition variable promises.

use std::cell::Cell;
use std::mem::forget;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};

use multi_value_data_sharing::Array;
use process::Process;
use shared_memory::Lock;
use single_value_data_sharing::Value;
use synchronization::Condvar;

use crate::common::*;

fn pair() -> (Value<u64>, Condvar) {
    (Value::new(0).unwrap(), Condvar::new().unwrap())
}

/// A child that waits until the number is not 0, and makes it one less.
fn taking(value: &Value<u64>, changed: &Condvar) -> Process {
    let taker = child(|| {
        let mut guard = changed.wait_while(value.lock().unwrap(), |left| *left == 0).unwrap();
        *guard -= 1;
    });
    until_asleep(&taker);
    taker
}

pub fn a_condition_on_a_value_an_array_and_a_bare_lock() {
    let changed = Condvar::new().unwrap();
    let (value, array, lock) =
        (Value::new(0).unwrap(), Array::new(&[0, 0]).unwrap(), Lock::new().unwrap());
    let bare = counter();
    let waiter = child(|| {
        let guard = changed.wait_while(value.lock().unwrap(), |value| *value == 0).unwrap();
        assert_eq!(*guard, 1);
        drop(guard);
        let guard = changed.wait_while(array.lock().unwrap(), |both| both[1] == 0).unwrap();
        assert_eq!(*guard, [0, 2]);
        drop(guard);
        let mut guard = lock.lock().unwrap();
        while bare.load(SeqCst) == 0 {
            guard = changed.wait(guard).unwrap();
        }
    });
    until_asleep(&waiter);
    *value.lock().unwrap() = 1;
    changed.notify_one();
    until_asleep(&waiter);
    array.lock().unwrap()[1] = 2;
    changed.notify_all();
    until_asleep(&waiter);
    let guard = lock.lock().unwrap();
    count(&bare);
    drop(guard);
    changed.notify_one();
    succeeds(waiter);
}

/// `update` makes another copy the value while the waiter sleeps.
pub fn a_waiter_sees_the_copy_that_counts_now() {
    let (value, changed) = pair();
    let waiter = child(|| {
        let mut guard = value.lock().unwrap();
        for _ in 0..3 {
            let seen = *guard;
            guard = changed.wait_while(guard, |now| *now == seen).unwrap();
            assert_eq!(*guard, seen + 1);
        }
    });
    for _ in 0..3 {
        until_asleep(&waiter);
        value.update(|number| *number += 1).unwrap();
        changed.notify_one();
        thread::sleep(MOMENT);
    }
    succeeds(waiter);
}

pub fn a_condition_works_between_threads() {
    let (value, changed) = pair();
    thread::scope(|scope| {
        let waiter = scope.spawn(|| {
            drop(changed.wait_while(value.lock().unwrap(), |now| *now < 100).unwrap());
        });
        for _ in 0..100 {
            *value.lock().unwrap() += 1;
            changed.notify_one();
        }
        waiter.join().unwrap();
    });
}

pub fn a_notification_wakes_at_once() {
    let (value, changed) = pair();
    let wakes = (0..50).map(|_| {
        let taker = taking(&value, &changed);
        *value.lock().unwrap() = 1;
        let begin = Instant::now();
        changed.notify_one();
        succeeds(taker);
        begin.elapsed()
    });
    assert_woken(wakes.collect());
}

pub fn notify_all_wakes_all_at_once() {
    let (value, changed) = pair();
    let wakes = (0..20).map(|_| {
        let takers = [0; 3].map(|_| taking(&value, &changed));
        *value.lock().unwrap() = 3;
        let begin = Instant::now();
        changed.notify_all();
        takers.into_iter().for_each(succeeds);
        begin.elapsed()
    });
    assert_woken(wakes.collect());
}

/// What if it is notified when it has given the guard up, and does not sleep yet? It would get up
/// by itself after a tenth of a second, so it must be sooner; on a busy machine, once of five times.
pub fn a_notification_between_the_unlock_and_the_sleep_wakes() {
    at_each_instruction(7, |instructions| {
        let tries = (0..5).map(|_| notified_after(instructions));
        let woken = tries.into_iter().find(|(_, took)| *took < MOMENT);
        let (done, _) =
            woken.unwrap_or_else(|| panic!("not after {instructions} instructions"));
        done
    });
}

/// The waiter is held after so many instructions, and notified.
fn notified_after(instructions: usize) -> (bool, Duration) {
    let ((value, changed), notified) = (pair(), counter());
    let notifier = Cell::new(None);
    let work = |guard| drop(changed.wait(guard).unwrap());
    let answer = held_after(
        instructions,
        || value.lock().unwrap(),
        work,
        || {
            let notifies = child(|| {
                *value.lock().unwrap() = 1;
                changed.notify_one();
                count(&notified);
            });
            until(|| notified.load(SeqCst) == 1 || is_asleep(&notifies));
            notifier.set(Some(notifies));
        },
    );
    succeeds(notifier.take().unwrap());
    answer
}

pub fn a_wait_ends_now_and_then_without_a_notification() {
    let (value, changed) = pair();
    let begin = Instant::now();
    drop(changed.wait(value.lock().unwrap()).unwrap());
    assert!(begin.elapsed() < a_second());
}

pub fn limits_of_a_condition_are_never_early() {
    let (value, changed) = pair();
    for limit in [Duration::ZERO, MOMENT, MOMENT * 8] {
        let begin = Instant::now();
        let guard = value.lock().unwrap();
        let (guard, result) =
            changed.wait_timeout_while(guard, limit, |now| *now == 0).unwrap();
        assert!(begin.elapsed() >= limit && result.timed_out());
        drop(guard);
    }
    let guard = value.lock().unwrap();
    let begin = Instant::now();
    let (guard, result) = changed.wait_timeout(guard, MOMENT).unwrap();
    assert!(!result.timed_out() || begin.elapsed() >= MOMENT);
    let all = Duration::MAX;
    let (_, result) = changed.wait_timeout_while(guard, all, |now| *now > 0).unwrap();
    assert!(!result.timed_out());
}

pub fn while_an_arrays_parts_are_out_the_wait_panics_as_lock_does() {
    let array = Array::new(&[0, 0]).unwrap();
    let changed = Condvar::new().unwrap();
    let (asleep, divided) = (counter(), counter());
    let waiter = child(|| {
        let guard = array.lock().unwrap();
        count(&asleep);
        let text = panic_text(|| {
            drop(changed.wait_while(guard, |_| true));
        });
        assert!(text.contains("2 of the array's parts are out"), "{text}");
        count(&divided);
    });
    until(|| asleep.load(SeqCst) == 1);
    let parts = array.parts(2).unwrap();
    until(|| divided.load(SeqCst) == 1);
    drop(parts);
    succeeds(waiter);
}

// Death.

pub fn a_waiter_is_told_that_the_locks_owner_died() {
    let (value, changed) = pair();
    let waiter = child(|| {
        let answer = changed.wait_while(value.lock().unwrap(), |now| *now == 0);
        assert!(answer.is_err());
    });
    until_asleep(&waiter);
    dies_with(|| forget(value.lock()));
    succeeds_within(a_second(), waiter);
}

fn dies_with(lock: impl FnOnce() + Send) {
    let owner = child(|| {
        lock();
        std::process::abort();
    });
    owner.join().unwrap();
}

pub fn a_waiter_is_told_that_the_owner_of_an_array_or_a_bare_lock_died() {
    let (array, changed) = (Array::new(&[0, 0]).unwrap(), Condvar::new().unwrap());
    let waiter =
        child(|| assert!(changed.wait_while(array.lock().unwrap(), |_| true).is_err()));
    until_asleep(&waiter);
    dies_with(|| forget(array.lock()));
    succeeds_within(a_second(), waiter);

    let lock = Lock::new().unwrap();
    let waiter = child(|| {
        let mut guard = lock.lock().unwrap();
        while let Ok(again) = changed.wait(guard) {
            guard = again;
        }
    });
    until_asleep(&waiter);
    dies_with(|| forget(lock.lock()));
    succeeds_within(a_second(), waiter);
}

/// A notification wakes one of two who wait. What if that one is killed just then?
pub fn a_notification_is_not_lost_with_a_waiter_that_is_killed_as_it_is_woken() {
    let mut random = Random(6);
    for _ in 0..rounds(100) {
        let (value, changed) = pair();
        let (victim, other) = (taking(&value, &changed), taking(&value, &changed));
        *value.lock().unwrap() = 2;
        changed.notify_one();
        pause(random.microseconds(40));
        die(victim);
        value.clear_poison();
        // The victim may have died with the lock: then the other one is told, and that is all.
        let mut other = other;
        let status = other.join_timeout(a_second()).unwrap();
        assert!(status.is_some(), "still waiting");
    }
}

pub fn what_a_notifier_killed_at_any_instruction_has_changed_is_found() {
    let (changed_it, had_not) = (counter(), counter());
    at_each_instruction(17, |instructions| {
        let (value, changed) = pair();
        let takers = [taking(&value, &changed), taking(&value, &changed)];
        let before = || drop(value.lock());
        let done = killed_after(instructions, before, |()| {
            value.update(|number| *number = 2).unwrap();
            changed.notify_one();
        });
        let number = *value.lock().expect("an update poisons nothing");
        count(if number == 2 { &changed_it } else { &had_not });
        if number == 0 {
            *value.lock().unwrap() = 2;
            changed.notify_all();
        }
        takers.into_iter().for_each(|taker| succeeds_within(a_second(), taker));
        done
    });
    let seen = [changed_it, had_not].map(|counter| counter.load(SeqCst));
    assert!(seen.iter().all(|&times| times > 1), "{seen:?}");
}

/// A buffer for one number between two who put and two who take; one of the four is killed and
/// replaced, again and again.
pub fn a_buffer_survives_killed_users() {
    let (value, changed) = pair();
    let turns = counter();
    let swap = |from: u64| {
        loop {
            let guard = value.lock().unwrap_or_else(|poison| {
                value.clear_poison();
                poison.into_inner()
            });
            let Ok(mut guard) = changed.wait_while(guard, |now| *now != from) else {
                value.clear_poison();
                continue;
            };
            *guard = 1 - from;
            drop(guard);
            count(&turns);
            changed.notify_all();
        }
    };
    let swap = &swap;
    let start = |index: usize| child(move || swap(index as u64 % 2));
    let mut all: Vec<_> = (0..4).map(start).collect();
    let mut random = Random(7);
    for _ in 0..rounds(100) {
        pause(random.microseconds(700));
        let victim = random.below(4) as usize;
        die(std::mem::replace(&mut all[victim], start(victim)));
        let before = turns.load(SeqCst);
        let begin = Instant::now();
        until(|| turns.load(SeqCst) > before + 2);
        assert!(begin.elapsed() < 2 * a_second(), "{:?}", begin.elapsed());
    }
    all.into_iter().for_each(die);
}
