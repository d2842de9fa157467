//! Money that is moved between accounts, by a process that is killed at each step.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use bytemuck::{Pod, Zeroable};
use process::{Process, spawn};
use rustix::process::{Signal, getpid, kill_process};
use single_value_data_sharing::Value;

use crate::{Rule, Verdict, trying};

const READ: &str = "single_value_data_sharing.md#an-update-that-a-kill-cannot-tear";

const OPENING: [i64; 3] = [100, 0, 0];
const MOVED: [i64; 3] = [40, 30, 30];

/// How many steps a transfer has, and some.
const STEPS: u32 = 8;

const RIGHT: Rule = Rule {
    expected: "the first account has lost the amount, and the other two have half of it each",
    read: READ,
};

const REFUSED: Rule = Rule {
    expected: "`false`, and no account changed, if the first account has less than the amount",
    read: READ,
};

const WHOLE: Rule = Rule {
    expected: "a transfer that a kill ends is done or not begun: the next process finds the old balances or the new ones",
    read: READ,
};

const CLEAN: Rule = Rule {
    expected: "the value is not poisoned either: the next process finds nothing to repair",
    read: READ,
};

/// At which step of an account's change this process is killed: 0 is never.
static KILLED_AT: AtomicU32 = AtomicU32::new(0);

/// Three accounts.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct Accounts {
    balances: [i64; 3],
}

impl Accounts {
    /// What is in an account.
    #[must_use]
    pub fn balance(&self, account: usize) -> i64 {
        self.balances[account]
    }

    /// Puts an amount into an account, or takes it out if it is negative.
    pub fn add(&mut self, account: usize, amount: i64) {
        step();
        self.balances[account] += amount;
        step();
    }
}

/// Here the process may be killed.
fn step() {
    match KILLED_AT.load(SeqCst) {
        0 => {}
        1 => kill_process(getpid(), Signal::KILL).expect("a process may kill itself"),
        left => KILLED_AT.store(left - 1, SeqCst),
    }
}

/// What an answer is: it moves an even amount from account 0, one half each to the accounts 1 and 2, and says whether it could.
pub type Answer = fn(&Value<Accounts>, i64) -> bool;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let accounts = open();
    trying(&RIGHT, "it moved 60 of 100");
    let said = answer(&accounts, 60);
    let found = balances(&accounts);
    RIGHT.holds(said && found == MOVED, || {
        format!(
            "`{said}` and the balances {found:?}, when 60 were to be moved from {OPENING:?}"
        )
    })?;
    trying(&REFUSED, "it was to move 60 of 40");
    let said = answer(&accounts, 60);
    let found = balances(&accounts);
    REFUSED.holds(!said && found == MOVED, || {
        format!("`{said}` and the balances {found:?}, when 60 were to be moved from {MOVED:?}")
    })?;
    let killed: Vec<Value<Accounts>> =
        (1..=STEPS).map(|step| killed_at(answer, step)).collect();
    for (accounts, step) in killed.iter().zip(1..) {
        let found = balances(accounts);
        WHOLE.holds([OPENING, MOVED].contains(&found), || {
            format!("the balances {found:?}, when a transfer of 60 was killed at step {step}")
        })?;
    }
    for (accounts, step) in killed.iter().zip(1..) {
        CLEAN.holds(!accounts.is_poisoned(), || {
            format!("the value is poisoned, when a transfer of 60 was killed at step {step}")
        })?;
    }
    Ok(())
}

/// What a process leaves that is killed at this step.
fn killed_at(answer: Answer, step: u32) -> Value<Accounts> {
    let accounts = open();
    let transfer = || {
        KILLED_AT.store(step, SeqCst);
        answer(&accounts, 60);
    };
    trying(&WHOLE, format!("it was killed at step {step} of a transfer"));
    spawn(transfer).and_then(Process::join).expect("a child can be started");
    accounts
}

fn open() -> Value<Accounts> {
    Value::new(Accounts { balances: OPENING }).expect("memory for three numbers")
}

/// What the next process finds.
fn balances(accounts: &Value<Accounts>) -> [i64; 3] {
    accounts.lock().unwrap_or_else(std::sync::PoisonError::into_inner).balances
}
