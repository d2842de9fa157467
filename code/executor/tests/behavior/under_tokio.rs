//! Tickets under an async runtime.

use std::time::Duration;

use executor::Executor;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use crate::tools::{LONG, children_of, count_up, shared, sleepers, until, wait_until};

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap()
}

pub fn a_ticket_is_awaited_from_many_tasks() {
    let executor = Executor::new(2, |n: u64| n * n).unwrap();
    runtime().block_on(async {
        let tasks = (0..1000_u64).map(|n| {
            let executor = executor.clone();
            tokio::spawn(async move { executor.submit(n).await })
        });
        let tasks: Vec<_> = tasks.collect();
        for (n, task) in (0..).zip(tasks) {
            assert_eq!(task.await.unwrap(), Ok(n * n));
        }
    });
}

pub fn a_timeout_around_a_ticket_kills_its_task() {
    let begun = shared();
    let executor = sleepers(1, &begun);
    let before = children_of(executor.keeper_id());
    runtime().block_on(async {
        let mut ticket = executor.submit(LONG);
        let early = timeout(Duration::ZERO, &mut ticket).await; // A borrow is not the ticket.
        assert!(early.is_err());
        wait_until(&begun, 1);
        assert!(timeout(Duration::from_millis(20), ticket).await.is_err());
        assert_eq!(executor.submit(Duration::ZERO).await, Ok(()));
    });
    until(|| children_of(executor.keeper_id()).len() == 1);
    assert_ne!(children_of(executor.keeper_id()), before);
}

pub fn the_arm_that_select_does_not_take_is_cancelled() {
    let (begun, go) = (shared(), shared());
    let task = |forever: bool| {
        count_up(&begun);
        wait_until(&go, if forever { u32::MAX } else { 1 });
    };
    let executor = Executor::new(2, task).unwrap();
    runtime().block_on(async {
        let (slow, fast) = (executor.submit(true), executor.submit(false));
        wait_until(&begun, 2);
        count_up(&go);
        tokio::select! {
            _ = slow => panic!("it never ends"),
            done = fast => assert_eq!(done, Ok(())),
        }
    });
    executor.close().unwrap(); // Which waits for tasks that were not cancelled.
}
