//! Four processes need the same number, which is long in the making.

use std::time::Duration;

use process::{Process, spawn};
use rustix::process::{Signal, getpid, kill_process};

use crate::watch::{Meeting, Tally};
use crate::{Busy, Rule, Verdict, trying, until};

const PROCESSES: usize = 4;

/// What is prepared.
const NUMBER: u64 = 77;

const READ: &str = "single_value_data_sharing.md#a-lock-that-survives-its-owner";

const ONCE: Rule = Rule {
    expected: "one process prepares the number, and the others wait for it: to look and to act is one step",
    read: "single_value_data_sharing.md#the-lost-update",
};

const ALL: Rule = Rule { expected: "all four have the number that was prepared", read: READ };

const AGAIN: Rule = Rule {
    expected: "if the process dies that prepares the number, another one prepares it, and all that live have it",
    read: READ,
};

const CLEAN: Rule = Rule {
    expected: "once the number is there, the value is not poisoned: nothing is left to repair",
    read: READ,
};

/// What is counted.
const PREPARED: usize = 0;
const HAVE_IT: usize = 1;

/// How long a process that lets go of the number leaves the others to take it.
const A_WHILE: Duration = Duration::from_millis(100);

/// A `Value<u64>`. When a process lets go of it, all others have been there before its next step.
pub type Number = Busy<u64>;

/// What an answer is: it gives the number, which it prepares if it is still 0.
pub type Answer = fn(&Number, &dyn Fn() -> u64) -> u64;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    trying(&ONCE, "four processes asked for a number that is not prepared yet");
    let (prepared, have_it, _) = ask(answer, 0);
    ONCE.holds(prepared == 1, || format!("the number was prepared {prepared} times"))?;
    ALL.holds(have_it == 4, || format!("{have_it} of four processes have the number"))?;
    trying(
        &AGAIN,
        "four processes asked for a number, and the first that prepares it is killed",
    );
    let (prepared, have_it, is_poisoned) = ask(answer, 1);
    ONCE.holds(prepared <= 2, || {
        format!("the number was prepared {prepared} times, the first time by a process that was killed")
    })?;
    AGAIN.holds(prepared == 2 && have_it == 3, || {
        format!("{have_it} of three processes have the number, when the first that prepared it was killed")
    })?;
    CLEAN.holds(!is_poisoned, || "the value is poisoned, although the number is there".into())
}

/// How often the number was prepared, how many processes have it, and whether it is poisoned in the end.
fn ask(answer: Answer, killed: u32) -> (u32, u32, bool) {
    let value = Number::new(0, all_come);
    let (counts, asking) = (Tally::new(), Meeting::new(PROCESSES));
    let prepare = || {
        let is_killed = counts.add(PREPARED) < killed;
        asking.watch();
        // All are asking: give them the time to look.
        std::thread::sleep(A_WHILE);
        if is_killed {
            kill_process(getpid(), Signal::KILL).expect("a process may kill itself");
        }
        NUMBER
    };
    let work = || {
        asking.join();
        if answer(&value, &prepare) == NUMBER {
            counts.add(HAVE_IT);
        }
    };
    let children = [(); PROCESSES].map(|()| spawn(work).expect("a child can be started"));
    for ended in children.map(Process::join) {
        ended.expect("a child can be waited for");
    }
    (counts.get(PREPARED), counts.get(HAVE_IT), value.is_poisoned())
}

/// What the other processes do when the number is free: they look at it, if they have not.
fn all_come(value: &Number) {
    until(A_WHILE, || value.let_go() as usize >= PROCESSES);
}
