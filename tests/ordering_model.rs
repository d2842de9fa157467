//! What the orderings promise, as the page on them says: all outcomes of small programs, in every
//! order of steps and with every value that a load may return, by loom.
//!
//! Loom knows threads, not processes. It makes of a SeqCst load or store no more than Acquire or
//! Release; its SeqCst fence is a whole one. What it finds is allowed, whether or not this
//! machine's processor ever does it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use loom::sync::atomic::{AtomicU32, Ordering, Ordering::*, fence};
use loom::thread;

/// Every outcome of two threads that share two words, which begin as zero.
fn outcomes<T: Ord + Send + 'static>(
    first: fn(&AtomicU32, &AtomicU32) -> T,
    second: fn(&AtomicU32, &AtomicU32) -> T,
) -> BTreeSet<(T, T)> {
    let found = Arc::new(Mutex::new(BTreeSet::new()));
    let all = Arc::clone(&found);
    loom::model(move || {
        let words = loom::sync::Arc::new((AtomicU32::new(0), AtomicU32::new(0)));
        let others = loom::sync::Arc::clone(&words);
        let thread = thread::spawn(move || second(&others.0, &others.1));
        let first = first(&words.0, &words.1);
        all.lock().unwrap().insert((first, thread.join().unwrap()));
    });
    let found = Arc::into_inner(found).expect("the model is done");
    found.into_inner().unwrap()
}

/// What a receiver that finds `ready` can find in `message`: `None` if it came too early.
fn found_messages(last: Ordering, first: Ordering) -> BTreeSet<Option<u32>> {
    // Function pointers capture nothing, so each pair of orderings is written out.
    type Side = fn(&AtomicU32, &AtomicU32) -> Option<u32>;
    fn receive(message: &AtomicU32, ready: &AtomicU32, first: Ordering) -> Option<u32> {
        (ready.load(first) == 1).then(|| message.load(Relaxed))
    }
    fn send(message: &AtomicU32, ready: &AtomicU32, last: Ordering) -> Option<u32> {
        message.store(7, Relaxed);
        ready.store(1, last);
        None
    }
    let sender: Side = match last {
        Release => |message, ready| send(message, ready, Release),
        _ => |message, ready| send(message, ready, Relaxed),
    };
    let receiver: Side = match first {
        Acquire => |message, ready| receive(message, ready, Acquire),
        _ => |message, ready| receive(message, ready, Relaxed),
    };
    outcomes(sender, receiver).into_iter().map(|(_, received)| received).collect()
}

#[test]
fn with_release_and_acquire_an_announced_message_is_there() {
    assert_eq!(found_messages(Release, Acquire), BTreeSet::from([None, Some(7)]));
}

#[test]
fn with_one_of_the_two_relaxed_an_announced_message_may_be_missing() {
    for (last, first) in [(Relaxed, Relaxed), (Release, Relaxed), (Relaxed, Acquire)] {
        let found = found_messages(last, first);
        assert_eq!(found, BTreeSet::from([None, Some(0), Some(7)]), "{last:?}, {first:?}");
    }
}

#[test]
fn with_release_and_acquire_two_can_both_look_too_early() {
    let seen = outcomes(
        |mine, others| {
            mine.store(1, Release);
            others.load(Acquire)
        },
        |others, mine| {
            mine.store(1, Release);
            others.load(Acquire)
        },
    );
    assert_eq!(seen, BTreeSet::from([(0, 0), (0, 1), (1, 0), (1, 1)]));
}

#[test]
fn with_a_fence_on_both_sides_one_of_two_sees_the_other() {
    let seen = outcomes(
        |mine, others| {
            mine.store(1, Relaxed);
            fence(SeqCst);
            others.load(Relaxed)
        },
        |others, mine| {
            mine.store(1, Relaxed);
            fence(SeqCst);
            others.load(Relaxed)
        },
    );
    assert_eq!(seen, BTreeSet::from([(0, 1), (1, 0), (1, 1)]));
}

#[test]
fn with_a_fence_on_one_side_both_can_still_look_too_early() {
    let seen = outcomes(
        |mine, others| {
            mine.store(1, Relaxed);
            fence(SeqCst);
            others.load(Relaxed)
        },
        |others, mine| {
            mine.store(1, Relaxed);
            others.load(Relaxed)
        },
    );
    assert!(seen.contains(&(0, 0)), "{seen:?}");
}

#[test]
fn additions_in_one_step_are_all_there_whatever_the_ordering() {
    loom::model(|| {
        let counter = loom::sync::Arc::new(AtomicU32::new(0));
        let others = loom::sync::Arc::clone(&counter);
        let thread = thread::spawn(move || others.fetch_add(1, Relaxed));
        counter.fetch_add(1, Relaxed);
        thread.join().unwrap();
        assert_eq!(counter.load(Relaxed), 2);
    });
}
