//! Which of a thousand inputs end the process that works on them.

use std::io;
use std::process::{abort, exit};
use std::time::Duration;

use crate::watch::{Pids, Tally};
use crate::{Rule, Verdict, trying, until};

const INPUTS: u64 = 1000;

/// The inputs are numbers down to here, so that an input is not its index, and their order not that of numbers.
const LEAST: u64 = 5000;

/// The first culprit waits until no other input has had its turn for so long: then all have, or, where results come in
/// order, the pool does not go on without this one.
const A_WHILE: Duration = Duration::from_secs(1);

/// More workers and replacements than a pool needs here.
const TOO_MANY: usize = 300;

const ABORTS: u64 = 5700;
const EXITS: u64 = 5013;
const PANICS: u64 = LEAST; // The last, so that none waits while a backtrace is looked up.

const READ: &str = "process_pool.md#a-task-that-kills-its-worker";

const ONCE: Rule = Rule {
    expected: "each input is worked on once: the pool runs all the tasks and says which of them lost its worker",
    read: READ,
};

const FEW: Rule = Rule {
    expected: "a few workers that stay, and not a process for each input",
    read: "process_pool.md#ten-cubes-two-workers",
};

const CULPRITS: Rule = Rule {
    expected: "the inputs whose worker was lost, killed or ended by whatever code; a panic costs no worker",
    read: READ,
};

const IN_ORDER: Rule = Rule {
    expected: "the culprits in the order of the inputs, whichever ended first and whichever is the smaller number",
    read: "process_pool.md#results-as-they-come",
};

const NO_INDEX: Rule = Rule {
    expected: "the inputs themselves: the index in an error counts the inputs of the call, from 0",
    read: READ,
};

/// What an answer is: it does the work for all inputs, and returns those that ended their process.
pub type Answer = fn(&(dyn Fn(u64) + Sync), &[u64]) -> io::Result<Vec<u64>>;

fn runs(begun: &Tally) -> u32 {
    (0..INPUTS as usize).map(|place| begun.get(place)).sum()
}

/// Waits until one more input is worked on, and says whether one was.
fn goes_on(begun: &Tally) -> bool {
    let before = runs(begun);
    until(A_WHILE, || runs(begun) > before)
}

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let (begun, pids) = (Tally::new(), Pids::new());
    let work = |input: u64| {
        begun.add((input - LEAST) as usize);
        pids.note();
        match input {
            ABORTS => {
                while goes_on(&begun) {}
                abort()
            }
            EXITS => exit(0),
            PANICS => panic!("the work panics"),
            _ => {}
        }
    };
    let inputs: Vec<u64> = (LEAST..LEAST + INPUTS).rev().collect();
    trying(&FEW, format!("it worked on {INPUTS} inputs, of which two end their process"));
    let culprits = answer(&work, &inputs);
    let most = (0..INPUTS as usize).map(|place| begun.get(place)).max().unwrap_or(0);
    let all = runs(&begun);
    FEW.holds(pids.all().len() < TOO_MANY, || {
        format!("{} processes worked on {INPUTS} inputs", pids.all().len())
    })?;
    ONCE.holds(most <= 1, || {
        format!("{all} runs for {INPUTS} inputs: one of them was worked on {most} times")
    })?;
    ONCE.holds(all == INPUTS as u32, || {
        format!("only {all} of {INPUTS} inputs were worked on")
    })?;
    let culprits = culprits.map_err(|error| CULPRITS.broken(format!("the error {error}")))?;
    let [first, last] = [inputs[0], LEAST];
    let seen = || {
        format!(
            "{culprits:?}, when of the inputs {first} down to {last}, {ABORTS} aborted, {PANICS} panicked, and {EXITS} called exit(0)"
        )
    };
    NO_INDEX.holds(culprits.iter().all(|culprit| *culprit >= LEAST), seen)?;
    IN_ORDER.holds(culprits != [EXITS, ABORTS], seen)?;
    CULPRITS.holds(culprits == [ABORTS, EXITS], seen)
}
