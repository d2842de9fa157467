//! The worker begins a task at the moment at which the caller takes it back.

use std::panic::{self, AssertUnwindSafe};

use process_pool::Pool;

use crate::calls::ten_long_tasks_after_many_short_ones_spread_evenly;
use crate::sys::refuse_membarrier;
use crate::tools::Tally;

/// At the end of each call, a worker that has nothing left gets the half of what the other one has
/// not begun, down to the last task.
fn let_two_workers_fight_for_tasks() {
    const TASKS: usize = 100;
    const CALLS: u32 = 5_000;
    let tally = Tally::<TASKS>::new();
    let mut pool = Pool::new(2, |task| tally.count(task)).unwrap();
    for call in 1..=CALLS {
        pool.map(0..TASKS).unwrap();
        let wrong: Vec<_> = (0..TASKS).filter(|&task| tally.of(task) != call).collect();
        assert!(wrong.is_empty(), "not run exactly once in call {call}: {wrong:?}");
    }
}

pub fn a_task_that_both_sides_want_is_run_exactly_once() {
    let_two_workers_fight_for_tasks();
}

pub fn a_pool_works_where_the_kernel_refuses_the_barrier() {
    refuse_membarrier();
    let_two_workers_fight_for_tasks();
    ten_long_tasks_after_many_short_ones_spread_evenly();
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
