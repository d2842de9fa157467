//! What a pool does when nothing goes wrong.

use std::cell::Cell;
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::iter;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::Duration;

use process::spawn;
use process_pool::{Cause, Pool, TaskError};
use serde_bytes::ByteBuf;
use test_harness::be_interrupted_every_millisecond;

use crate::sys;
use crate::tools::{SHORT, Tally, children_of, count_up, shared, wait_until};

pub fn map_gives_the_outputs_in_the_order_of_the_inputs() {
    let mut pool = Pool::new(2, |n: u64| n * n * n).unwrap();
    let cubes: Vec<u64> = (0..10).map(|n| n * n * n).collect();
    assert_eq!(pool.map(0..10).unwrap(), cubes);
    assert_eq!(pool.map((0..10).collect::<Vec<_>>()).unwrap(), cubes);
}

pub fn a_forgotten_iterator_does_no_harm_to_the_next_call() {
    let mut pool = Pool::new(2, |n: u64| n).unwrap();
    for _ in 0..50 {
        let mut results = pool.imap(100..200);
        assert_eq!(results.next(), Some(Ok(100)));
        std::mem::forget(results);
        assert_eq!(pool.map(0..10).unwrap(), (0..10).collect::<Vec<_>>());
    }
}

pub fn map_of_nothing_is_nothing() {
    let mut pool = Pool::new(2, |n: u64| n).unwrap();
    assert_eq!(pool.map([]).unwrap(), []);
    assert_eq!(pool.imap([]).count(), 0);
    assert_eq!(pool.imap_unordered([]).count(), 0);
}

pub fn a_pool_has_more_workers_than_tasks() {
    let mut pool = Pool::new(7, |n: u64| n + 1).unwrap();
    assert_eq!(pool.map([1, 2]).unwrap(), [2, 3]);
    assert_eq!(pool.worker_ids().len(), 7);
}

pub fn a_task_uses_what_it_captured_and_borrowed() {
    let table: Vec<String> = (0..100).map(|n| format!("entry {n}")).collect();
    let suffix = String::from("!");
    let borrowed = &table;
    let mut pool = Pool::new(2, move |n: usize| borrowed[n].clone() + &suffix).unwrap();
    let entries = pool.map(0..100).unwrap();
    assert!(entries.iter().enumerate().all(|(n, entry)| *entry == format!("entry {n}!")));
    pool.close().unwrap();
    assert_eq!(table.len(), 100);
}

pub fn every_task_runs_exactly_once() {
    let tally = Tally::<30_000>::new();
    let mut pool = Pool::new(3, |task| tally.count(task)).unwrap();
    pool.map(0..30_000).unwrap();
    tally.assert_once_each();
}

/// Task 0 ends after all the others but task 1, which ends last.
pub fn map_puts_results_in_order_however_they_come() {
    let ended = shared();
    let task = |n: u32| {
        match n {
            0 => wait_until(&ended, SHORT - 2),
            1 => wait_until(&ended, SHORT - 1),
            _ => {}
        }
        count_up(&ended);
        n
    };
    let mut pool = Pool::new(3, task).unwrap();
    assert_eq!(pool.map(0..SHORT).unwrap(), (0..SHORT).collect::<Vec<_>>());
}

pub fn map_does_not_believe_a_size_hint() {
    struct Boaster(std::ops::Range<u32>, usize);
    impl Iterator for Boaster {
        type Item = u32;
        fn next(&mut self) -> Option<u32> {
            self.0.next()
        }
        fn size_hint(&self) -> (usize, Option<usize>) {
            (self.1, None)
        }
    }
    let mut pool = Pool::new(2, |n: u32| n).unwrap();
    for promised in [0, 3, 11, 1 << 40, usize::MAX] {
        let outputs = pool.map(Boaster(0..10, promised)).unwrap();
        assert_eq!(outputs, (0..10).collect::<Vec<_>>());
    }
}

pub fn map_reports_the_lowest_failing_index_and_runs_all_tasks() {
    let tally = Tally::<100>::new();
    let task = |task: usize| {
        tally.count(task);
        assert!(task != 70 && task != 30, "number {task}");
    };
    let mut pool = Pool::new(2, task).unwrap();
    let error = pool.map(0..100).unwrap_err();
    let cause = Cause::Panicked("number 30".into());
    assert_eq!(error, TaskError { index: 30, cause, attempts: 1 });
    assert_eq!(error.to_string(), "task 30: it panicked: number 30");
    tally.assert_once_each();
}

pub fn workers_are_reused_from_call_to_call() {
    let mut pool = Pool::new(2, |()| std::process::id()).unwrap();
    let workers: HashSet<u32> = pool.worker_ids().into_iter().collect();
    for _ in 0..20 {
        let ran_in = pool.map([(); 30]).unwrap();
        assert!(ran_in.iter().all(|id| workers.contains(id)));
    }
    assert!(!workers.contains(&std::process::id()));
}

/// The long tasks wait for each other in pairs: alone, none of them ends.
pub fn ten_long_tasks_after_many_short_ones_spread_evenly() {
    for short in [0, SHORT] {
        let arrived = shared();
        let task = |n: u32| {
            if n >= short {
                let pair = count_up(&arrived) / 2;
                wait_until(&arrived, 2 * pair + 2);
            }
        };
        let mut pool = Pool::new(2, task).unwrap();
        pool.map(0..short + 10).unwrap();
    }
}

pub fn imap_gives_results_in_order_and_unordered_as_they_come() {
    let seen = shared();
    // The first task ends after the caller has seen the second one's result.
    let task = |n: u32| {
        if n == 0 {
            wait_until(&seen, 1);
        }
        n
    };
    let mut pool = Pool::new(2, task).unwrap();
    let mut order = Vec::new();
    for (index, result) in pool.imap_unordered(0..50) {
        assert_eq!(result.unwrap() as usize, index);
        order.push(index);
        count_up(&seen);
    }
    assert_ne!(order[0], 0);
    assert_eq!(order.into_iter().collect::<BTreeSet<_>>().len(), 50);
    let in_order: Vec<u32> = pool.imap(0..50).map(Result::unwrap).collect();
    assert_eq!(in_order, (0..50).collect::<Vec<_>>());
}

/// One worker, long trays; each task in the end waits until the caller has the result before it.
pub fn a_result_is_not_held_back_by_the_next_task_of_its_tray() {
    let seen = shared();
    let task = |n: u32| {
        if n > SHORT {
            wait_until(&seen, n);
        }
    };
    let mut pool = Pool::new(1, task).unwrap();
    for result in pool.imap(0..SHORT + 10) {
        result.unwrap();
        count_up(&seen);
    }
}

/// One task waits until the caller has the results before it, while the other worker never rests.
pub fn a_result_is_not_held_back_while_another_worker_rings() {
    let seen = shared();
    let task = |n: u32| match n {
        0..SHORT => {}
        SHORT => wait_until(&seen, SHORT),
        _ => thread::sleep(Duration::from_micros(100)),
    };
    let mut pool = Pool::new(2, task).unwrap();
    for (index, result) in pool.imap_unordered(0..) {
        result.unwrap();
        match index as u32 {
            0..SHORT => _ = count_up(&seen),
            SHORT => break,
            _ => {}
        }
    }
}

/// Long trays; one task waits until all the others are done, those behind it on its tray too.
pub fn a_task_is_not_held_back_by_the_one_before_it() {
    let done = shared();
    let task = |n: u32| {
        if n == SHORT {
            wait_until(&done, 2 * SHORT - 1);
        }
        count_up(&done);
    };
    let mut pool = Pool::new(2, task).unwrap();
    pool.map(0..2 * SHORT).unwrap();
}

/// A long tray is not filled to its end while its first tasks could be run already.
pub fn slow_inputs_do_not_hold_back_results() {
    let mut pool = Pool::new(2, |n: u32| n).unwrap();
    let slow = Cell::new(0);
    let inputs = (0..SHORT + 1000).inspect(|&n| {
        if n >= SHORT {
            thread::sleep(Duration::from_millis(10));
            slow.set(slow.get() + 1);
        }
    });
    let mut results = pool.imap(inputs).skip(SHORT as usize);
    assert_eq!(results.next(), Some(Ok(SHORT)));
    assert!(slow.get() < 100, "{} inputs were taken for one result", slow.get());
}

pub fn a_dropped_iterator_leaves_a_pool_that_works() {
    let (begun, open) = (shared(), shared());
    let task = |n: u32| {
        count_up(&begun);
        if n < 2 {
            wait_until(&open, 1);
        }
        n
    };
    let mut pool = Pool::new(2, task).unwrap();
    for _ in 0..3 {
        drop(pool.imap(0..1000)); // Nothing was asked for, nothing has begun.
    }
    assert_eq!(begun.load(SeqCst), 0);
    let mut first = pool.imap_unordered(2..1000);
    first.next().unwrap().1.unwrap();
    drop(first);
    // Two tasks are left running, and nothing behind them is begun.
    let mut blocked = pool.imap((0..2).chain(iter::repeat(7)));
    let waiter = spawn(|| {
        wait_until(&begun, 3);
        count_up(&open);
    });
    blocked.next().unwrap().unwrap();
    drop(blocked);
    drop(waiter);
    assert_eq!(pool.map(10..20).unwrap(), (10..20).collect::<Vec<_>>());
    pool.close().unwrap();
}

/// One worker sits in a task, with a long tray behind it, while the iterator is dropped.
pub fn what_no_worker_has_begun_is_not_run_when_the_iterator_is_dropped() {
    let (begun, open) = (shared(), shared());
    let task = |n: u32| {
        count_up(&begun);
        if n == SHORT {
            wait_until(&open, 1);
        }
    };
    let mut pool = Pool::new(1, task).unwrap();
    let mut results = pool.imap(0..);
    assert_eq!(results.by_ref().take(SHORT as usize).count(), SHORT as usize);
    wait_until(&begun, SHORT + 1);
    drop(results);
    count_up(&open);
    pool.close().unwrap();
    assert_eq!(begun.load(SeqCst), SHORT + 1);
}

/// Results of which a tray holds two, and no caller to take the third.
pub fn a_dropped_iterator_with_full_trays_leaves_a_pool_that_works() {
    let open = shared();
    let task = |n: u32| {
        if n == SHORT + 2 {
            wait_until(&open, 1);
        }
        ByteBuf::from(vec![0; if n < SHORT { 0 } else { 100 << 20 }])
    };
    let mut pool = Pool::new(1, task).unwrap();
    let two = pool.imap(0..SHORT + 4).take(SHORT as usize + 2);
    assert!(
        two.map(Result::unwrap).all(|result| result.first().is_none_or(|&byte| byte == 0))
    );
    count_up(&open);
    assert_eq!(pool.map([1]).unwrap(), [ByteBuf::new()]);

    open.store(0, SeqCst);
    let two = pool.imap(0..SHORT + 4).take(SHORT as usize + 2);
    assert!(
        two.map(Result::unwrap).all(|result| result.first().is_none_or(|&byte| byte == 0))
    );
    count_up(&open);
    pool.close().unwrap();
}

pub fn an_iterator_that_panics_leaves_a_pool_that_works() {
    let mut pool = Pool::new(2, |n: u32| n).unwrap();
    let inputs = || (0..).inspect(|&n| assert!(n < 500, "no more inputs"));
    for _ in 0..5 {
        panic::catch_unwind(AssertUnwindSafe(|| pool.map(inputs()))).unwrap_err();
        assert_eq!(pool.map(0..1000).unwrap(), (0..1000).collect::<Vec<_>>());
    }
    let mut results = pool.imap(inputs());
    let exhaust = || while results.next().is_some() {};
    panic::catch_unwind(AssertUnwindSafe(exhaust)).unwrap_err();
    assert!(results.next().is_none(), "a broken call is over");
    drop(results);
    assert_eq!(pool.map(0..1000).unwrap(), (0..1000).collect::<Vec<_>>());
}

pub fn two_pools_work_at_the_same_time() {
    let mut squares = Pool::new(2, |n: u64| n * n).unwrap();
    let mut cubes = Pool::new(2, |n: u64| n * n * n).unwrap();
    let both = squares.imap(0..5000).zip(cubes.imap(0..5000));
    for (n, (square, cube)) in (0..).zip(both) {
        assert_eq!((square.unwrap(), cube.unwrap()), (n * n, n * n * n));
    }
}

pub fn a_pool_works_in_a_child_and_in_a_task() {
    let sum = |upto: u64| -> u64 {
        let mut pool = Pool::new(2, |n: u64| n + 1).unwrap();
        pool.map(0..upto).unwrap().into_iter().sum()
    };
    let child = spawn(|| assert_eq!(sum(10), 55)).unwrap();
    assert!(child.join().unwrap().success());
    let mut outer = Pool::new(2, sum).unwrap();
    assert_eq!(outer.map([1, 2, 3, 10]).unwrap(), [1, 3, 6, 55]);
}

/// A pool is not `Send`, so no closure takes it through a fork; a thread-local variable does.
pub fn an_inherited_pool_gets_workers_of_its_own() {
    let mut pool = sys::Smuggled(Pool::new(2, |n: u64| (n, std::process::id())).unwrap());
    let workers = pool.0.worker_ids();
    let child = spawn(|| {
        let pool = &mut pool;
        let results = pool.0.map(0..100).unwrap();
        assert!((0..).zip(&results).all(|(n, (m, _))| n == *m));
        assert!(results.iter().all(|(_, id)| !workers.contains(id)));
        assert_eq!(children_of(std::process::id()).unwrap().len(), 2);
    });
    assert!(child.unwrap().join().unwrap().success());
    let child = spawn(|| {
        let pool = &mut pool;
        let copy = mem::replace(&mut pool.0, Pool::new(1, |n| (n, 0)).unwrap());
        drop(copy); // The workers are not this process's to end.
        assert_eq!(pool.0.map([1]).unwrap(), [(1, 0)]);
    });
    assert!(child.unwrap().join().unwrap().success());
    assert!(pool.0.map(0..100).unwrap().iter().all(|(_, id)| workers.contains(id)));
    // Moved into a child, it is the child's alone: its workers end with the parent's copy.
    let child = spawn(move || {
        let mut pool = pool;
        assert_eq!(pool.0.map([5]).unwrap()[0].0, 5);
    });
    assert!(child.unwrap().join().unwrap().success());
    assert_eq!(children_of(std::process::id()).unwrap(), []);
}

pub fn an_inherited_iterator_panics() {
    let mut pool = Pool::new(2, |n: u64| n).unwrap();
    let mut results = sys::Smuggled(pool.imap(0..));
    assert_eq!(results.0.next(), Some(Ok(0)));
    let child = spawn(|| {
        let results = AssertUnwindSafe(&mut results);
        let exhaust = panic::catch_unwind(move || { results }.0.0.by_ref().count());
        let message = *exhaust.unwrap_err().downcast::<&str>().unwrap();
        assert!(message.contains("inherited"), "{message}");
    });
    assert!(child.unwrap().join().unwrap().success());
    assert!(results.0.take(100).all(|result| result.is_ok()));
}

/// Both traits have a method of this name for whatever is `Send`, and then the compiler asks which
/// one is meant. So this compiles as long as a pool is not.
pub fn a_pool_stays_with_its_thread() {
    trait NotSend<Which> {
        fn is_not_send() {}
    }
    impl<T: ?Sized> NotSend<()> for T {}
    impl<T: ?Sized + Send> NotSend<u8> for T {}
    <Pool<'static, u64, u64> as NotSend<_>>::is_not_send();
}

pub fn zero_workers_are_invalid_input() {
    let error = Pool::new(0, |n: u64| n).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

pub fn close_lets_the_workers_end() {
    let (begun, done, open) = (shared(), shared(), shared());
    let task = |()| {
        count_up(&begun);
        wait_until(&open, 1);
        count_up(&done);
    };
    let mut pool = Pool::new(2, task).unwrap();
    let inputs = [(), ()].into_iter().chain(iter::once_with(|| {
        wait_until(&begun, 2);
        panic!("enough")
    }));
    let call = AssertUnwindSafe(|| drop(pool.map(inputs)));
    panic::catch_unwind(call).unwrap_err(); // The call is over, and its tasks are not.
    let opener = spawn(|| _ = count_up(&open)).unwrap();
    pool.close().unwrap();
    assert_eq!(done.load(SeqCst), 2);
    drop(opener);
}

pub fn close_says_where_an_ending_was_taken() {
    sys::ignore_sigchld();
    let mut pool = Pool::new(2, |n: u32| n).unwrap();
    assert_eq!(pool.map(0..10).unwrap(), (0..10).collect::<Vec<_>>());
    assert!(pool.close().is_err());
    while !children_of(std::process::id()).unwrap().is_empty() {
        thread::yield_now(); // The kernel reaps them by itself, a moment later.
    }
}

pub fn a_million_tasks() {
    let mut pool = Pool::new(2, |n: u64| n.wrapping_pow(3)).unwrap();
    let cubes = pool.map(0..1_000_000).unwrap();
    assert!((0_u64..).zip(cubes).all(|(n, cube)| cube == n.wrapping_pow(3)));
}

pub fn signals_do_not_disturb_a_call() {
    be_interrupted_every_millisecond();
    let task = |n: u32| {
        be_interrupted_every_millisecond();
        if n % 1000 == 999 {
            thread::sleep(Duration::from_millis(300)); // On a long tray, and the caller waits.
        }
        n
    };
    let mut pool = Pool::new(2, task).unwrap();
    assert_eq!(pool.map(0..3000).unwrap(), (0..3000).collect::<Vec<_>>());
}

pub fn no_thread_is_started() {
    let mut pool =
        Pool::new(2, |_: u64| fs::read_dir("/proc/self/task").unwrap().count()).unwrap();
    assert!(pool.map(0..100).unwrap().iter().all(|&threads| threads == 1));
    assert_eq!(fs::read_dir("/proc/self/task").unwrap().count(), 1);
}
