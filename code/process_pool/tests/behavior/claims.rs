//! The worker begins a task at the moment at which the caller takes it back.

use std::panic::{self, AssertUnwindSafe};

use process_pool::Pool;

use crate::calls::ten_long_tasks_after_many_short_ones_spread_evenly;
use crate::sys::{barrier_registrations, refuse_membarrier};
use crate::tools::{Tally, shared, wait_until};

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

pub fn a_barrier_that_is_refused_later_is_named() {
    let mut pool = Pool::new(1, |_: u32| ()).unwrap();
    assert!(pool.map(0..10).is_ok());
    refuse_membarrier();
    let dropped_early = AssertUnwindSafe(|| _ = pool.imap(0..).next());
    let payload = panic::catch_unwind(dropped_early).unwrap_err();
    let text = payload.downcast_ref::<String>().unwrap();
    assert!(text.contains("membarrier(2)"), "{text}");
}

/// The end of the call takes back what is out, and is refused as well: a second panic on the way
/// out of the first one would abort.
pub fn a_barrier_that_is_refused_in_the_middle_of_a_call_is_a_panic() {
    let never = shared();
    let task = |waits: bool| {
        if waits {
            wait_until(&never, 1)
        }
    };
    let mut pool = Pool::new(2, task).unwrap();
    refuse_membarrier();
    // The third task lies behind the first one when the second worker is idle, and wants it.
    let call = AssertUnwindSafe(|| pool.map([true, false, false]));
    let payload = panic::catch_unwind(call).unwrap_err();
    let text = payload.downcast_ref::<String>().unwrap();
    assert!(text.contains("membarrier(2)"), "{text}");
}
