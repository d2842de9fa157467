//! A ticket that is dropped cancels its task.

use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::Duration;

use executor::Executor;

use crate::tools::{
    LONG, children_of, count_up, has_ended, shared, sleepers, until, wait_until, within,
};

const QUARTER: Duration = Duration::from_millis(250);

pub fn a_dropped_ticket_that_waits_is_never_begun() {
    let (begun, go) = (shared(), shared());
    let task = |waits: bool| {
        count_up(&begun);
        if waits {
            wait_until(&go, 1);
        }
    };
    let executor = Executor::new(1, task).unwrap();
    let first = executor.submit(true);
    wait_until(&begun, 1);
    let others: Vec<_> = (0..2000).map(|_| executor.submit(false)).collect();
    until(|| executor.waiting() == 2000); // Some with the keeper, and some not.
    drop(others);
    until(|| executor.waiting() == 0); // The keeper has been told, and has said so.
    let last = executor.submit(false);
    count_up(&go);
    assert_eq!((first.wait(), last.wait()), (Ok(()), Ok(())));
    assert_eq!(begun.load(SeqCst), 2);
}

pub fn a_dropped_ticket_that_runs_is_killed_soon_and_no_other() {
    let (begun, go) = (shared(), shared());
    let task = |forever: bool| {
        count_up(&begun);
        if forever {
            spin();
        }
        wait_until(&go, 1);
        std::process::id()
    };
    let executor = Executor::new(2, task).unwrap();
    let other = executor.submit(false);
    wait_until(&begun, 1);
    let cancelled = executor.submit(true);
    wait_until(&begun, 2);
    let before = children_of(executor.keeper_id());
    drop(cancelled);
    within(QUARTER, "killing the task", || {
        until(|| before.iter().any(|worker| has_ended(*worker)));
    });
    count_up(&go);
    let survivor = other.wait().unwrap();
    assert!(before.contains(&survivor), "the other task's worker was replaced");
    until(|| children_of(executor.keeper_id()).len() == 2);
    assert!(executor.submit(false).wait().is_ok());
    assert_eq!(begun.load(SeqCst), 3);
}

fn spin() -> ! {
    loop {
        std::hint::spin_loop();
    }
}

pub fn dropping_a_ticket_whose_result_has_come_cancels_nothing() {
    let done = shared();
    let executor = Executor::new(1, |()| count_up(&done)).unwrap();
    let workers = children_of(executor.keeper_id());
    for round in 1..=50 {
        let mut ticket = executor.submit(());
        if round % 2 == 0 {
            wait_until(&done, round);
        } else {
            assert!(ticket.wait_timeout(LONG).is_some());
        }
        thread::yield_now();
        drop(ticket);
        wait_until(&done, round);
    }
    if children_of(executor.keeper_id()) != workers {
        // A ticket may be dropped between the end of its task and the coming of its result.
        assert_eq!(executor.submit(()).wait(), Ok(50));
    }
}

pub fn a_detached_task_runs_to_its_end() {
    let (done, go) = (shared(), shared());
    let task = |()| {
        wait_until(&go, 1);
        count_up(&done);
    };
    let executor = Executor::new(1, task).unwrap();
    executor.submit(()).detach();
    executor.submit(()).detach();
    count_up(&go);
    wait_until(&done, 2);
}

pub fn cancelling_while_others_submit_loses_nothing() {
    let executor = Executor::new(2, |n: u32| n).unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            let executor = executor.clone();
            scope.spawn(move || {
                for n in 0..500 {
                    let kept = executor.submit(n);
                    drop(executor.submit(n));
                    assert_eq!(kept.wait(), Ok(n));
                }
            });
        }
    });
    executor.close().unwrap();
}

pub fn a_cancelled_task_is_not_counted_as_waiting() {
    let begun = shared();
    let executor = sleepers(1, &begun);
    let running = executor.submit(LONG);
    wait_until(&begun, 1);
    for _ in 0..100 {
        drop(executor.submit(LONG));
    }
    until(|| executor.waiting() == 0);
    drop(running);
}
