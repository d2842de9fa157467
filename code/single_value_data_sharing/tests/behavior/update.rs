//! `update`: what a kill in it leaves, at each of its instructions, and the rest of its promises.

use std::fmt::Debug;
use std::io::{self, ErrorKind};
use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{abort, exit};
use std::sync::TryLockError;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::{hint, thread};

use bytemuck::Pod;
use process::{Process, spawn};
use single_value_data_sharing::{Shared, Value};
use test_harness::{rounds, skip, stepped};

use crate::{AGES, child_that_holds};

type Accounts = [u64; 8];
const OPENING: Accounts = [100; 8];
const SUM: u64 = 800;

fn accounts() -> Value<Accounts> {
    Value::new(OPENING).unwrap()
}

/// Takes 1 from each of the first four, and gives it to one of the others.
fn transfers(accounts: &mut Accounts) {
    take(accounts);
    give(accounts);
}

fn take(accounts: &mut Accounts) {
    accounts[..4].iter_mut().for_each(|account| *account = account.wrapping_sub(1));
}

fn give(accounts: &mut Accounts) {
    accounts[4..].iter_mut().for_each(|account| *account = account.wrapping_add(1));
}

fn sum(accounts: &Accounts) -> u64 {
    accounts.iter().fold(0, |sum, account| sum.wrapping_add(*account))
}

/// What the next process finds.
fn found<T: Pod>(value: &Value<T>) -> T {
    match value.lock_timeout(AGES) {
        Ok(guard) => *guard,
        Err(TryLockError::Poisoned(_)) => panic!("poisoned"),
        Err(TryLockError::WouldBlock) => panic!("the lock of a dead process stays taken"),
    }
}

fn kill(child: Process) {
    child.kill().unwrap();
    assert_eq!(child.join().unwrap().signal(), Some(libc::SIGKILL));
}

// Killed.

/// From the first instruction of `update` into `change`, and from there to the end.
pub fn killed_at_each_instruction_it_leaves_whole_accounts_and_no_poison() {
    let accounts = accounts();
    let stages: [fn(&Value<Accounts>); 2] = [into_change, out_of_change];
    let mut kills = 0;
    while kills < rounds(1_000) as usize {
        for stage in stages {
            kills += kill_at_each_instruction(&accounts, stage)
                .unwrap_or_else(|refused| skip(&refused.to_string()));
        }
    }
}

fn into_change(accounts: &Value<Accounts>) {
    stepped::be_stepped();
    let _ = accounts.update(|accounts| {
        take(accounts);
        stepped::stop();
    });
}

fn out_of_change(accounts: &Value<Accounts>) {
    let _ = accounts.update(|accounts| {
        take(accounts);
        stepped::be_stepped();
        give(accounts);
    });
    stepped::stop();
}

/// How many kills it took. Each leaves what was there before, or all of the change.
fn kill_at_each_instruction(
    accounts: &Value<Accounts>,
    stage: fn(&Value<Accounts>),
) -> io::Result<usize> {
    for instructions in 0.. {
        let old = found(accounts);
        let mut new = old;
        transfers(&mut new);
        let child = spawn(|| {
            drop(accounts.lock()); // The first time, a process reads in `/proc` who it is.
            stage(accounts);
        })?;
        let done = stepped::step(child.id(), instructions);
        kill(child);
        let left = found(accounts);
        assert!([old, new].contains(&left), "{left:?} after {instructions} instructions");
        if done? {
            return Ok(instructions);
        }
    }
    unreachable!("a child comes to its end")
}

/// In every tenth round two that are killed want the value all the time, and one of them is
/// often killed while it waits.
pub fn killed_at_random_moments_it_leaves_whole_accounts_and_no_poison() {
    let accounts = accounts();
    for round in 0..rounds(1_600) {
        let begun = Shared::new(AtomicU64::new(0)).unwrap();
        let victims = if round % 10 == 0 { 2 } else { 1 };
        let victim = |_| spawn(|| transfer_forever(&accounts, &begun)).unwrap();
        let victims: Vec<Process> = (0..victims).map(victim).collect();
        while begun.load(SeqCst) == 0 {
            thread::yield_now();
        }
        (0..round % 97 * 20).for_each(|_| hint::spin_loop());
        for victim in victims {
            kill(victim);
            assert_eq!(sum(&found(&accounts)), SUM);
        }
    }
}

fn transfer_forever(accounts: &Value<Accounts>, begun: &AtomicU64) {
    loop {
        let seen = accounts.update(|accounts| {
            let seen = sum(accounts);
            transfers(accounts);
            seen
        });
        assert_eq!(seen.expect("no update poisons"), SUM);
        begun.store(1, SeqCst);
    }
}

// Ended otherwise.

pub fn exit_abort_and_panic_leave_the_old_value_and_no_poison() {
    let accounts = accounts();
    let endings: [(fn(), i32); 3] = [
        (|| exit(0), 0),
        (|| abort(), libc::SIGABRT),
        (|| panic!("part of the test"), 101 << 8),
    ];
    for (ending, status) in endings {
        let change = |accounts: &mut Accounts| {
            take(accounts);
            ending();
        };
        let child = spawn(|| _ = accounts.update(change).is_ok());
        assert_eq!(child.unwrap().join().unwrap().into_raw(), status);
        assert_eq!(found(&accounts), OPENING);
    }
}

pub fn a_panic_that_is_caught_leaves_the_old_value_and_a_free_lock() {
    let accounts = accounts();
    let change = |accounts: &mut Accounts| {
        take(accounts);
        panic!("part of the test")
    };
    let update = AssertUnwindSafe(|| _ = accounts.update(change));
    assert!(catch_unwind(update).is_err());
    assert!(!accounts.is_poisoned());
    assert_eq!(found(&accounts), OPENING);
    assert!(spawn(|| _ = accounts.update(transfers)).unwrap().join().unwrap().success());
    assert_eq!(sum(&found(&accounts)), SUM);
}

// Poison that was there before.

pub fn on_a_poisoned_value_it_runs_says_so_and_washes_nothing_away() {
    let number = Value::new(0_u32).unwrap();
    kill(child_that_holds(&number));
    for round in 1..=3 {
        let add_one = |number: &mut u32| {
            *number += 1;
            *number
        };
        let told = number.update(add_one).expect_err("an owner was killed");
        assert_eq!(told.into_inner(), round);
        assert!(number.is_poisoned());
        assert_eq!(*number.lock().unwrap_err().into_inner(), round);
    }
    let killed = spawn(|| _ = number.update(|_| abort()));
    killed.unwrap().join().unwrap();
    assert_eq!(*number.lock().unwrap_err().into_inner(), 3);
    number.clear_poison();
    assert_eq!(number.update(|number| *number).unwrap(), 3);
}

// Inside of `change`.

pub fn inside_of_change_the_value_is_taken_and_spawn_refuses() {
    let number = Value::new(0_u32).unwrap();
    let relock: [&dyn Fn(); 3] =
        [&|| _ = number.lock().is_ok(), &|| _ = number.lock_timeout(AGES).is_ok(), &|| {
            _ = number.update(|number| *number += 100).is_ok()
        }];
    number
        .update(|inside| {
            *inside += 1;
            for relock in relock {
                assert!(catch_unwind(AssertUnwindSafe(relock)).is_err());
            }
            assert!(matches!(number.try_lock(), Err(TryLockError::WouldBlock)));
            assert_eq!(format!("{number:?}"), "Value { value: <locked>, poisoned: false }");
            assert_eq!(spawn(|| ()).unwrap_err().kind(), ErrorKind::ResourceBusy);
            *inside += 1;
        })
        .unwrap();
    assert_eq!(found(&number), 2);
    assert!(spawn(|| ()).unwrap().join().unwrap().success());
}

// Together with `lock`.

pub fn what_lock_and_update_leave_the_other_one_finds() {
    takes_turns([1_u8, 2, 3, 4]);
    takes_turns([[1_u8; 3], [2; 3], [3; 3], [4; 3]]);
    takes_turns([1.0_f64, 2.0, 3.0, 4.0]);
    takes_turns([[1_u128; 1000], [2; 1000], [3; 1000], [4; 1000]]);
    takes_turns([(), (), (), ()]);
}

fn takes_turns<T: Pod + PartialEq + Debug + Send + Sync>(
    [first, second, third, last]: [T; 4],
) {
    let value = Value::new(first).unwrap();
    let replace = |by| value.update(|value| std::mem::replace(value, by)).unwrap();
    let child = spawn(|| {
        assert_eq!(replace(second), first);
        *value.lock().unwrap() = third;
    });
    assert!(child.unwrap().join().unwrap().success());
    assert_eq!(replace(last), third);
    assert_eq!(found(&value), last);
}

pub fn four_processes_that_lock_and_update_lose_nothing() {
    let number = Value::new(0_u64).unwrap();
    let add = |by_lock: bool| match by_lock {
        true => *number.lock().unwrap() += 1,
        false => number.update(|number| *number += 1).unwrap(),
    };
    let add_many =
        |who: u64| (0..200_000).for_each(|round| add((round + who).is_multiple_of(3)));
    let children = (0..4).map(|who| spawn(move || add_many(who)).unwrap());
    for child in children.collect::<Vec<_>>() {
        assert!(child.join().unwrap().success());
    }
    assert_eq!(found(&number), 800_000);
}
