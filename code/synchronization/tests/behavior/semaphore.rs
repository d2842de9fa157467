//! What a semaphore promises.

use std::io::ErrorKind::InvalidInput;
use std::mem::{forget, replace};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use process::Process;
use synchronization::{MAX_PERMITS, Semaphore};

use crate::common::*;

fn semaphore(permits: usize) -> Semaphore {
    Semaphore::new(permits).unwrap()
}

fn waiting(semaphore: &Semaphore) -> Process {
    let sleeper = child(|| drop(semaphore.acquire()));
    until_asleep(&sleeper);
    sleeper
}

/// A child that holds so many permits until it is killed.
fn holding(semaphore: &Semaphore, permits: usize) -> Process {
    let held = counter();
    let holder = child(|| {
        (0..permits).for_each(|_| forget(semaphore.acquire()));
        count(&held);
        thread::sleep(AGES);
    });
    until(|| held.load(SeqCst) == 1);
    holder
}

pub fn a_semaphore_is_for_1_to_4096_permits() {
    assert_eq!(Semaphore::new(0).unwrap_err().kind(), InvalidInput);
    assert_eq!(Semaphore::new(MAX_PERMITS + 1).unwrap_err().kind(), InvalidInput);
    let all = semaphore(MAX_PERMITS);
    let permits: Vec<_> = (0..MAX_PERMITS).map(|_| all.acquire()).collect();
    assert!(all.try_acquire().is_none() && all.available_permits() == 0);
    drop(permits);
    assert_eq!(all.available_permits(), MAX_PERMITS);
}

pub fn no_more_than_the_permits_are_out() {
    let two = semaphore(2);
    let (first, second) = (two.acquire(), two.try_acquire().unwrap());
    assert_eq!(two.available_permits(), 0);
    assert!(two.try_acquire().is_none());
    assert!(two.acquire_timeout(Duration::ZERO).is_none());
    drop(first);
    assert_eq!(two.available_permits(), 1);
    drop((second, two.acquire()));
    assert_eq!(two.available_permits(), 2);
}

pub fn a_semaphore_works_between_threads() {
    let (three, inside) = (semaphore(3), AtomicU64::new(0));
    let work = || {
        for _ in 0..300 {
            let _permit = three.acquire();
            assert!(inside.fetch_add(1, SeqCst) < 3);
            inside.fetch_sub(1, SeqCst);
        }
    };
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(work);
        }
    });
    assert_eq!(three.available_permits(), 3);
}

pub fn a_permit_that_is_given_back_wakes_at_once() {
    let one = semaphore(1);
    let wakes = (0..50).map(|_| {
        let permit = one.acquire();
        let sleeper = waiting(&one);
        let begin = Instant::now();
        drop(permit);
        succeeds(sleeper);
        begin.elapsed()
    });
    assert_woken(wakes.collect());
}

pub fn limits_of_a_semaphore_are_never_early() {
    let one = semaphore(1);
    let permit = one.acquire();
    let begin = Instant::now();
    assert!(one.acquire_timeout(MOMENT).is_none());
    assert!(begin.elapsed() >= MOMENT);
    drop(permit);
    assert!(one.acquire_timeout(Duration::MAX).is_some());
}

// Whose a permit is.

pub fn a_permit_that_is_moved_into_a_child_is_the_childs() {
    let (one, go) = (semaphore(1), counter());
    let permit = one.acquire();
    let go_on = &go;
    let holder = child(move || {
        let _permit = permit;
        until(|| go_on.load(SeqCst) == 1);
    });
    assert_eq!(one.available_permits(), 0);
    count(&go);
    succeeds(holder);
    assert_eq!(one.available_permits(), 1);
}

pub fn a_permit_forbids_no_fork_and_its_copy_gives_nothing_back() {
    let one = semaphore(1);
    let permit = one.acquire();
    succeeds(child(|| assert!(one.try_acquire().is_none())));
    assert_eq!(one.available_permits(), 0);
    drop(permit);
    assert_eq!(one.available_permits(), 1);
}

pub fn a_copy_that_a_child_drops_gives_nothing_back() {
    let one = semaphore(1);
    let borrowed = Mutex::new(Some(one.acquire()));
    succeeds(child(|| drop(borrowed.lock().unwrap().take())));
    assert_eq!(one.available_permits(), 0);
}

/// Between the look at a place and the taking of it, say.
pub fn two_who_acquire_at_the_same_instruction_get_one_permit() {
    at_each_instruction(1, |instructions| {
        let (one, got) = (semaphore(1), counter());
        let acquire = || {
            let permit = one.try_acquire();
            got.fetch_add(permit.is_some().into(), SeqCst);
            forget(permit);
        };
        let before = || drop(one.try_acquire()); // Asks who this process is.
        let answer = held_after(instructions, before, |()| acquire(), acquire);
        assert_eq!(got.load(SeqCst), 1, "after {instructions} instructions");
        answer.0 || instructions > 150 // The rest asks who is dead.
    });
}

// Death.

pub fn the_permits_of_the_dead_are_free_before_any_process_acquires() {
    let three = semaphore(3);
    let _mine = three.acquire();
    let holder = holding(&three, 2);
    assert_eq!(three.available_permits(), 0);
    die(holder);
    assert_eq!(three.available_permits(), 2);
    assert!(three.try_acquire().is_some());
}

pub fn a_waiter_gets_the_permit_of_a_process_that_dies() {
    let one = semaphore(1);
    let holder = holding(&one, 1);
    let sleeper = waiting(&one);
    die(holder);
    succeeds_within(a_second(), sleeper);
    assert_eq!(one.available_permits(), 1);
}

/// What if several permits come free at once, and several wait?
pub fn all_waiters_get_the_permits_of_a_process_that_dies() {
    let three = semaphore(3);
    let holder = holding(&three, 3);
    let sleepers = [waiting(&three), waiting(&three), waiting(&three)];
    die(holder);
    sleepers.into_iter().for_each(|sleeper| succeeds_within(a_second(), sleeper));
}

/// They get up at different times, so one of them finds out, and it has to wake the others.
pub fn the_waiter_that_finds_the_dead_wakes_the_others_at_once() {
    let begin = Instant::now();
    let spreads = (0..7).map(|_| {
        let three = semaphore(3);
        let times = shared([const { AtomicU64::new(0) }; 3]);
        let holder = holding(&three, 3);
        let acquire = |me: usize| {
            forget(three.acquire()); // A permit that goes back would ring again.
            times[me].store(begin.elapsed().as_micros() as u64, SeqCst);
        };
        let acquire = &acquire;
        let sleepers = [0, 1, 2].map(|me| {
            let sleeper = child(move || acquire(me));
            until_asleep(&sleeper);
            thread::sleep(2 * MOMENT); // Before the next one falls asleep.
            sleeper
        });
        die(holder);
        sleepers.into_iter().for_each(succeeds);
        let mut times = [0, 1, 2].map(|me| times[me].load(SeqCst));
        times.sort_unstable();
        Duration::from_micros(times[2] - times[0])
    });
    assert_woken(spreads.collect());
}

pub fn a_permit_moved_into_a_child_that_dies_comes_back() {
    let one = semaphore(1);
    let permit = one.acquire();
    let holder = child(move || {
        let _permit = permit;
        thread::sleep(AGES);
    });
    assert!(one.try_acquire().is_none());
    die(holder);
    assert!(one.try_acquire().is_some());
}

pub fn a_process_killed_at_any_instruction_of_acquire_keeps_no_permit() {
    at_each_instruction(7, |instructions| {
        let one = semaphore(1);
        let before = || drop(one.acquire());
        let done = killed_after(instructions, before, |()| forget(one.acquire()));
        assert!(one.try_acquire().is_some(), "after {instructions} instructions");
        assert_eq!(one.available_permits(), 1);
        done
    });
}

pub fn a_waiter_gets_the_permit_of_a_process_killed_at_any_instruction_of_its_drop() {
    at_each_instruction(3, |instructions| {
        let one = semaphore(1);
        let permit = one.acquire();
        let sleepers = [waiting(&one), waiting(&one)];
        let one_more = &one;
        let before = move || {
            drop(one_more.try_acquire()); // Asks who this process is, as the drop does.
            permit
        };
        let done = killed_after(instructions, before, drop);
        sleepers.into_iter().for_each(|sleeper| succeeds_within(a_second(), sleeper));
        assert_eq!(one.available_permits(), 1);
        done
    });
}

/// A permit wakes one of two who wait. What if that one is killed just then?
pub fn a_permit_is_not_lost_with_a_waiter_that_is_killed_as_it_is_woken() {
    let one = semaphore(1);
    let mut random = Random(4);
    for _ in 0..rounds(100) {
        let permit = one.acquire();
        let (victim, other) = (waiting(&one), waiting(&one));
        drop(permit);
        pause(random.microseconds(40));
        die(victim);
        succeeds_within(a_second(), other);
        assert_eq!(one.available_permits(), 1);
    }
}

/// Six processes share two permits, and are killed and replaced at random moments.
///
/// One word says who is inside (its lower half), and who is doomed: one look at it sees what was
/// true at one moment. A doomed one does not count, since its permit is free as soon as it is dead.
pub fn no_more_are_inside_than_there_are_permits_whichever_are_killed() {
    let two = semaphore(2);
    let (book, most, turns) = (counter(), counter(), counter());
    let inside = |me: usize| 1_u64 << me;
    let doomed = |me: usize| 1_u64 << (32 + me);
    let work = |me: usize| {
        loop {
            let _permit = two.acquire();
            let seen = book.fetch_or(inside(me), SeqCst) | inside(me);
            let counted = seen as u32 & !(seen >> 32) as u32;
            most.fetch_max(counted.count_ones().into(), SeqCst);
            count(&turns);
            book.fetch_and(!inside(me), SeqCst);
        }
    };
    let work = &work;
    let start = |me| child(move || work(me));
    let mut all: Vec<_> = (0..6).map(start).collect();
    let mut random = Random(5);
    for _ in 0..rounds(100) {
        pause(random.microseconds(1500));
        let victim = random.below(6) as usize;
        book.fetch_or(doomed(victim), SeqCst);
        die(replace(&mut all[victim], child(|| ())));
        let before = turns.load(SeqCst);
        until(|| turns.load(SeqCst) > before);
        book.fetch_and(!(inside(victim) | doomed(victim)), SeqCst);
        succeeds(replace(&mut all[victim], start(victim)));
    }
    all.into_iter().for_each(die);
    assert!((1..=2).contains(&most.load(SeqCst)), "{}", most.load(SeqCst));
    assert_eq!(two.available_permits(), 2);
}
