//! What a program gets that uses an executor as it should.

use std::collections::HashSet;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::Duration;

use executor::{Cause, Executor};
use serde::{Deserialize, Serialize};

use crate::tools::{
    LONG, children_of, count_up, options, shared, sleepers, until, wait_until,
};

pub fn a_result_comes_to_the_thread_that_waits_for_it() {
    let executor = Executor::new(2, |word: String| word.len()).unwrap();
    let ticket = executor.submit("seven letters".to_owned());
    assert_eq!(ticket.wait(), Ok(13));
    executor.close().unwrap();
}

pub fn ten_thousand_tasks_from_eight_threads_each_give_their_own_result() {
    let executor = Executor::new(2, |n: u64| n * n).unwrap();
    thread::scope(|scope| {
        for thread in 0..8 {
            let executor = executor.clone();
            scope.spawn(move || {
                let numbers = thread * 1250..(thread + 1) * 1250;
                let tickets = numbers.clone().map(|n| executor.submit(n));
                let tickets: Vec<_> = tickets.collect();
                let squares: Vec<_> =
                    tickets.into_iter().map(|ticket| ticket.wait()).collect();
                let expected: Vec<_> = numbers.map(|n| Ok(n * n)).collect();
                assert_eq!(squares, expected);
            });
        }
    });
    executor.close().unwrap();
}

pub fn a_wait_with_a_limit_can_be_made_again() {
    let go = shared();
    let executor = Executor::new(1, |()| wait_until(&go, 1)).unwrap();
    let mut ticket = executor.submit(());
    assert_eq!(ticket.wait_timeout(Duration::ZERO), None);
    assert_eq!(ticket.wait_timeout(Duration::from_millis(20)), None);
    count_up(&go);
    assert_eq!(ticket.wait_timeout(LONG), Some(Ok(())));
}

/// Threads that wait are parked, and anyone may unpark a thread.
pub fn a_thread_that_others_unpark_goes_on_waiting() {
    let go = shared();
    let executor = Executor::new(1, |()| wait_until(&go, 1)).unwrap();
    let ticket = executor.submit(());
    let waits = thread::current();
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..1000 {
                waits.unpark();
                thread::yield_now();
            }
            count_up(&go);
        });
        assert_eq!(ticket.wait(), Ok(()));
    });
    assert_eq!(go.load(SeqCst), 1);
}

pub fn a_spent_ticket_panics_when_it_is_asked_again() {
    let executor = Executor::new(1, |n: u8| n).unwrap();
    let mut ticket = executor.submit(1);
    assert_eq!(ticket.wait_timeout(Duration::MAX), Some(Ok(1)));
    let again = std::panic::AssertUnwindSafe(|| ticket.wait_timeout(Duration::ZERO));
    assert!(std::panic::catch_unwind(again).is_err());
}

pub fn each_failure_comes_with_its_cause() {
    let fail = |how: u8| match how {
        0 => panic!("on purpose"),
        1 => std::process::abort(),
        2 => std::process::exit(0),
        _ => how,
    };
    let executor = Executor::new(2, fail).unwrap();
    let tickets: Vec<_> = (0..4).map(|how| executor.submit(how)).collect();
    let results: Vec<_> = tickets.into_iter().map(|ticket| ticket.wait()).collect();
    assert_eq!(
        results,
        [
            Err(Cause::Panicked("on purpose".to_owned())),
            Err(Cause::Killed { signal: 6 }),
            Err(Cause::Exited { code: 0 }),
            Ok(3)
        ]
    );
}

/// Reads less than it writes.
#[derive(Serialize, Deserialize)]
struct Crooked {
    #[serde(skip_deserializing)]
    lost: u64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Guessed {
    Number(u32),
}

pub fn a_value_that_does_not_cross_is_an_error_of_its_task() {
    let executor = Executor::new(1, |crooked: Crooked| crooked.lost).unwrap();
    let input = executor.submit(Crooked { lost: 1 }).wait();
    assert!(
        matches!(&input, Err(Cause::Codec(text)) if text.starts_with("its input")),
        "{input:?}"
    );
    drop(executor);

    let executor = Executor::new(1, Guessed::Number).unwrap();
    let output = executor.submit(1).wait();
    assert!(matches!(&output, Err(Cause::Codec(text)) if text.starts_with("its output")));
}

pub fn large_values_cross() {
    let executor = Executor::new(2, |bytes: serde_bytes::ByteBuf| bytes).unwrap();
    let sixteen = serde_bytes::ByteBuf::from(vec![7; 16 << 20]);
    let tickets: Vec<_> = (0..4).map(|_| executor.submit(sixteen.clone())).collect();
    for ticket in tickets {
        assert_eq!(ticket.wait().unwrap(), sixteen);
    }
}

pub fn a_time_limit_ends_the_task_and_no_other() {
    let limit = Duration::from_millis(100);
    let nap = |time| {
        thread::sleep(time);
        1
    };
    let executor = Executor::with(options(2).time_limit(limit), nap).unwrap();
    let late = executor.submit(LONG);
    let soon = executor.submit(Duration::ZERO);
    assert_eq!(late.wait(), Err(Cause::TimedOut { limit }));
    assert_eq!(soon.wait(), Ok(1));
}

pub fn a_task_is_tried_again_where_that_is_allowed() {
    let begun = shared();
    let dies_twice = |()| match crate::tools::count_up(&begun) {
        before @ 0..2 => std::process::exit(before.cast_signed()),
        before => before,
    };
    let executor = Executor::with(options(1).attempts(3), dies_twice).unwrap();
    assert_eq!(executor.submit(()).wait(), Ok(2));
}

pub fn each_worker_makes_its_state_once() {
    let made = shared();
    let setup = || {
        made.fetch_add(1, SeqCst);
        0_u32
    };
    let count = |seen: &mut u32, ()| {
        *seen += 1;
        *seen
    };
    let executor = Executor::with_state(options(1), setup, count).unwrap();
    let seen: Vec<_> = (0..3).map(|_| executor.submit(()).wait()).collect();
    assert_eq!((seen, made.load(SeqCst)), (vec![Ok(1), Ok(2), Ok(3)], 1));
}

pub fn the_number_of_waiting_tasks_settles() {
    let begun = shared();
    let executor = sleepers(2, &begun);
    assert_eq!(executor.waiting(), 0);
    let tickets: Vec<_> = (0..3000).map(|_| executor.submit(LONG)).collect();
    wait_until(&begun, 2);
    until(|| executor.waiting() == 2998);
    drop(tickets);
    until(|| executor.waiting() == 0);
}

pub fn two_executors_do_not_disturb_each_other() {
    let squares = Executor::new(2, |n: u64| n * n).unwrap();
    let lengths = Executor::new(2, |word: String| word.len()).unwrap();
    let word = lengths.submit("abc".to_owned());
    let square = squares.submit(9);
    assert_eq!((square.wait(), word.wait()), (Ok(81), Ok(3)));
    drop(squares);
    assert_eq!(lengths.submit("abcd".to_owned()).wait(), Ok(4));
}

pub fn the_keeper_is_the_only_child_and_the_workers_are_its() {
    let executor = Executor::new(3, |()| std::process::id()).unwrap();
    assert_eq!(test_harness::children(), executor.keeper_id().to_string());
    let workers: HashSet<u32> = children_of(executor.keeper_id()).into_iter().collect();
    assert_eq!(workers.len(), 3);
    assert!(workers.contains(&executor.submit(()).wait().unwrap()));
}
