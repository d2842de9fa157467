//! Money that is moved between accounts, by a process that is killed at each step.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};

use bytemuck::{Pod, Zeroable};
use process::{Process, spawn};
use rustix::process::{Signal, getpid, kill_process};

use crate::{Busy, Rule, Verdict, trying};

const READ: &str = "single_value_data_sharing.md#an-update-that-a-kill-cannot-tear";

const OPENING: [i64; 3] = [100, 0, 0];
const MOVED: [i64; 3] = [40, 30, 30];
const ALL_MOVED: [i64; 3] = [0, 50, 50];

/// What another process leaves that is quicker.
const TAKEN: [i64; 3] = [40, 60, 0];

/// How many steps a transfer has, and some.
const STEPS: u32 = 8;

const RIGHT: Rule = Rule {
    expected: "the first account has lost the amount, and the other two have half of it each",
    read: READ,
};

const REFUSED: Rule = Rule {
    expected: "`false`, and no account changed, not even for a moment, if the first account has less than the amount",
    read: READ,
};

const ONE_STEP: Rule = Rule {
    expected: "to look and to change is one step: no other process gets to the accounts in between",
    read: "single_value_data_sharing.md#the-lost-update",
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

/// Whether another process was there first, and has moved its 60.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

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

/// A `Value<Accounts>`. Another process may come to it each time that it is free.
pub type Bank = Busy<Accounts>;

/// What an answer is: it moves an even amount from account 0, one half each to the accounts 1 and 2, and says whether it could.
pub type Answer = fn(&Bank, i64) -> bool;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    alone(answer)?;
    beside_another(answer)?;
    killed(answer)
}

fn alone(answer: Answer) -> Verdict {
    let bank = open(|_| ());
    let moves = |rule: &Rule, amount, can, from: [i64; 3], to| {
        trying(rule, format!("it was to move {amount} of {}", from[0]));
        let said = answer(&bank, amount);
        let found = balances(&bank);
        rule.holds(said == can && found == to, || {
            format!("`{said}` and the balances {found:?}, when {amount} were to be moved from {from:?}")
        })
    };
    moves(&RIGHT, 60, true, OPENING, MOVED)?;
    moves(&REFUSED, 60, false, MOVED, MOVED)?;
    moves(&RIGHT, 40, true, MOVED, ALL_MOVED)
}

/// If the answer lets go of the accounts between its look and its change, another process comes first.
fn beside_another(answer: Answer) -> Verdict {
    trying(&ONE_STEP, "it moved 60 of 100, and another process wanted the same 60");
    let bank = open(take_60);
    let said = answer(&bank, 60);
    let found = balances(&bank);
    let is_taken = IS_TAKEN.load(SeqCst);
    let right = if is_taken { TAKEN } else { MOVED };
    ONE_STEP.holds(said != is_taken && found == right, || {
        format!("`{said}` and the balances {found:?}: another process moved 60 of {OPENING:?} to account 1 as soon as the accounts were free")
    })
}

fn take_60(bank: &Bank) {
    let take = |accounts: &mut Accounts| {
        if accounts.balances[0] >= 60 {
            accounts.balances[0] -= 60;
            accounts.balances[1] += 60;
            IS_TAKEN.store(true, SeqCst);
        }
    };
    let _ = bank.value().update(take); // Poison is looked for by the caller.
}

fn killed(answer: Answer) -> Verdict {
    for step in 1..=STEPS {
        let found = balances(&killed_at(answer, 60, step));
        WHOLE.holds([OPENING, MOVED].contains(&found), || {
            format!("the balances {found:?}, when a transfer of 60 was killed at step {step}")
        })?;
        let found = balances(&killed_at(answer, 160, step));
        REFUSED.holds(found == OPENING, || {
            format!(
                "the balances {found:?}, when a process was killed that was to move 160 of 100"
            )
        })?;
    }
    for step in 1..=STEPS {
        let bank = killed_at(answer, 60, step);
        balances(&bank);
        CLEAN.holds(!bank.is_poisoned(), || {
            format!("the value is poisoned, when a transfer of 60 was killed at step {step}")
        })?;
    }
    Ok(())
}

/// What a process leaves that is killed at this step.
fn killed_at(answer: Answer, amount: i64, step: u32) -> Bank {
    let bank = open(|_| ());
    let transfer = || {
        KILLED_AT.store(step, SeqCst);
        answer(&bank, amount);
    };
    trying(&WHOLE, format!("it was killed at step {step} of a transfer"));
    spawn(transfer).and_then(Process::join).expect("a child can be started");
    bank
}

fn open(others: fn(&Bank)) -> Bank {
    Bank::new(Accounts { balances: OPENING }, others)
}

/// What the next process finds.
fn balances(bank: &Bank) -> [i64; 3] {
    bank.value().lock().unwrap_or_else(PoisonError::into_inner).balances
}
