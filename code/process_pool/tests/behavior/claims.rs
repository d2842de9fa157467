//! The worker begins a task at the moment at which the caller takes it back.

use std::process::abort;

use process_pool::Pool;

use crate::calls::ten_long_tasks_after_many_short_ones_spread_evenly;
use crate::sys::{barrier_registrations, refuse_membarrier};
use crate::tools::Tally;

/// At the end of each call, a worker that has nothing left gets half of what the other one has not
/// begun, down to the last task. Without a barrier on either side, the calls with six to thirty
/// tasks soon lose one, and hang.
fn let_two_workers_fight_for_the_last_tasks() {
    const MOST: usize = 28;
    for tasks in [6, 10, 20, MOST] {
        let tally = Tally::<MOST>::new();
        let mut pool = Pool::new(2, |task| tally.count(task)).unwrap();
        for call in 1..=5_000 {
            pool.map(0..tasks).unwrap();
            let wrong: Vec<_> = (0..tasks).filter(|&task| tally.of(task) != call).collect();
            assert!(wrong.is_empty(), "not run exactly once in call {call}: {wrong:?}");
        }
    }
}

pub fn a_task_that_both_sides_want_is_run_exactly_once() {
    let_two_workers_fight_for_the_last_tasks();
}

pub fn a_pool_works_where_the_kernel_refuses_the_barrier() {
    refuse_membarrier();
    let_two_workers_fight_for_the_last_tasks();
    ten_long_tasks_after_many_short_ones_spread_evenly();
}

/// A processor that keeps a store back for longer than a call of the kernel takes is hard to meet:
/// so this asks the kernel. Before Linux 6.3 it does not say.
pub fn a_worker_lets_the_kernel_execute_its_barrier() {
    let mut pool = Pool::new(2, |_: u32| barrier_registrations()).unwrap();
    let registered = |answer: &Option<i32>| {
        answer.is_none_or(|commands| {
            commands & libc::MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED != 0
        })
    };
    let answers = pool.map(0..2).unwrap();
    assert!(answers.iter().all(registered), "{answers:?}");
}

/// What the workers of before have on their trays is not taken back any more. Those who come later
/// do without the kernel.
pub fn a_barrier_that_is_refused_later_costs_no_task() {
    let task = |n: u32| if n == u32::MAX { abort() } else { n };
    let mut pool = Pool::new(2, task).unwrap();
    refuse_membarrier();
    let before = pool.worker_ids();
    for last in [7, u32::MAX, 7, u32::MAX, 7] {
        let numbers: Vec<u32> = (0..9).chain([last]).collect();
        for _ in 0..500 {
            assert_eq!(pool.map(0..9).unwrap(), numbers[..9]);
            assert_eq!(pool.imap(0..).next(), Some(Ok(0)));
        }
        let ran: Vec<_> = pool.imap(numbers.clone()).map(Result::ok).collect();
        let expected: Vec<_> = numbers.iter().map(|&n| (n != u32::MAX).then_some(n)).collect();
        assert_eq!(ran, expected);
    }
    assert_ne!(pool.worker_ids(), before);
}
