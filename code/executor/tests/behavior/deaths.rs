//! Workers, keeper and parent are killed.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use executor::{Cause, Executor};
use rustix::process::{Pid, getpgid, getpgrp};
use shared_memory::Shared;

use crate::tools::{
    LONG, children_of, has_ended, kill, shared, sleepers, until, wait_until, within,
};

const TASKS: usize = 2000;

/// A spin that takes long enough to be hit now and then.
fn some_work() {
    for n in 0..20_000 {
        std::hint::black_box(n);
    }
}

pub fn beside_sixteen_busy_threads_every_ticket_gives_one_result_while_workers_are_killed() {
    let begun = Shared::new([const { AtomicU32::new(0) }; TASKS]).unwrap();
    let task = |n: usize| {
        begun[n].fetch_add(1, SeqCst);
        some_work();
        n
    };
    let executor = Executor::new(2, task).unwrap();
    let over = AtomicBool::new(false);
    let mut killed = 0;
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                while !over.load(SeqCst) {
                    some_work();
                    thread::yield_now();
                }
            });
        }
        let killer = scope.spawn(|| {
            let mut kills = 0;
            while !over.load(SeqCst) {
                let workers = children_of(executor.keeper_id());
                workers.get(kills % 2).iter().for_each(|worker| kill(**worker));
                kills += 1;
                thread::sleep(Duration::from_millis(3));
            }
        });
        let tickets: Vec<_> = (0..TASKS).map(|n| executor.submit(n)).collect();
        for (n, ticket) in tickets.into_iter().enumerate() {
            match ticket.wait() {
                Ok(output) => assert_eq!(output, n),
                Err(cause) => {
                    assert_eq!(cause, Cause::Killed { signal: 9 });
                    killed += 1;
                }
            }
        }
        over.store(true, SeqCst);
        killer.join().unwrap();
    });
    let wrong = begun.iter().filter(|count| count.load(SeqCst) > 1).count();
    assert_eq!(wrong, 0, "tasks were begun twice");
    let never = begun.iter().filter(|count| count.load(SeqCst) == 0).count();
    assert!(never <= killed, "{never} tasks were never begun, and only {killed} were killed");
    // A worker that was killed a moment ago may still begin a task.
    until(|| executor.submit(0).wait() == Ok(0));
    until(|| children_of(executor.keeper_id()).len() == 2);
}

/// What a dead keeper's tickets say.
const GONE: Cause = Cause::NoWorker(ErrorKind::BrokenPipe);

pub fn when_the_keeper_is_killed_every_ticket_resolves_within_a_second() {
    let begun = shared();
    let executor = sleepers(2, &begun);
    let tickets: Vec<_> = (0..3000).map(|_| executor.submit(LONG)).collect();
    wait_until(&begun, 2);
    let workers = children_of(executor.keeper_id());
    kill(executor.keeper_id());
    within(Duration::from_secs(1), "all tickets", || {
        tickets.into_iter().for_each(|ticket| assert_eq!(ticket.wait(), Err(GONE)));
    });
    until(|| workers.iter().all(|worker| has_ended(*worker)));
    assert_eq!(executor.submit(LONG).wait(), Err(GONE));
    assert_eq!(executor.waiting(), 0);
    assert!(executor.close().is_err());
}

/// The first keeper's line lives on in the second one, so the end of it comes never.
pub fn a_keepers_death_is_seen_although_another_keeper_has_its_line() {
    let begun = shared();
    let executor = sleepers(1, &begun);
    let other = Executor::new(1, |n: u8| n).unwrap();
    let ticket = executor.submit(LONG);
    wait_until(&begun, 1);
    kill(executor.keeper_id());
    within(Duration::from_secs(1), "the ticket", || assert_eq!(ticket.wait(), Err(GONE)));
    assert_eq!(other.submit(1).wait(), Ok(1));
}

pub fn a_keeper_killed_at_any_moment_leaves_no_ticket_open() {
    for round in 0..20 {
        let executor = Executor::new(2, |n: u32| n).unwrap();
        let keeper = executor.keeper_id();
        let killer = thread::scope(|scope| {
            let tickets: Vec<_> = (0..200).map(|n| executor.submit(n)).collect();
            let killer = scope.spawn(move || {
                thread::sleep(Duration::from_micros(100 * round));
                kill(keeper);
            });
            for (n, ticket) in (0..).zip(tickets) {
                let result = ticket.wait();
                assert!(result == Ok(n) || result == Err(GONE), "{result:?}");
            }
            killer.join()
        });
        killer.unwrap();
        assert!(executor.close().is_err() || round > 0);
    }
}

pub fn a_killed_parent_takes_keeper_and_workers_along() {
    let (begun, pids) = (shared(), Shared::new([const { AtomicU32::new(0) }; 3]).unwrap());
    let parent = process::spawn(|| {
        let executor = sleepers(2, &begun);
        let tickets = [executor.submit(LONG), executor.submit(LONG)];
        pids[0].store(executor.keeper_id(), SeqCst);
        for (pid, worker) in pids[1..].iter().zip(children_of(executor.keeper_id())) {
            pid.store(worker, SeqCst);
        }
        let _ = tickets.map(|ticket| ticket.wait());
    })
    .unwrap();
    wait_until(&begun, 2);
    until(|| pids.iter().all(|pid| pid.load(SeqCst) > 0));
    parent.kill().unwrap();
    parent.join().unwrap();
    until(|| pids.iter().all(|pid| has_ended(pid.load(SeqCst))));
}

pub fn the_keeper_is_not_in_the_group_that_ctrl_c_reaches() {
    let executor = Executor::new(1, |()| getpgrp().as_raw_nonzero().get()).unwrap();
    let keeper = Pid::from_raw(executor.keeper_id().cast_signed());
    let group = getpgid(keeper).unwrap();
    assert_eq!(Some(group), keeper, "it leads a group of its own");
    assert_eq!(executor.submit(()).wait(), Ok(group.as_raw_nonzero().get()));
}
