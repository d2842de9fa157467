//! Ten thousand lines for a child that is slower than their reader.

use std::io;
use std::process::{abort, exit};
use std::time::Duration;

use crate::watch::{Pids, Tally};
use crate::{Rule, Verdict, trying, until};

const LINES: u64 = 10_000;

/// How many lines are on their way at most: one in the child's hand, eight that wait, and one in the caller's.
const ON_THE_WAY: u32 = 10;

/// How long the child waits for the lines that may be on their way, and how long for one more.
const A_MOMENT: Duration = Duration::from_secs(5);
const A_WHILE: Duration = Duration::from_millis(200);

/// The line at which the child aborts, in the second round.
const DEADLY: u64 = 5;

/// More lines than may have been taken by then, and fewer than all.
const FAR_TOO_MANY: u32 = 100;

const READ: &str = "queue_usage.md#two-processes-one-inbox";

const BOUNDED: Rule = Rule {
    expected: "10 lines are on their way while the child is busy: one in its hand, 8 that wait, and one for which there is no room",
    read: READ,
};

const ALL: Rule =
    Rule { expected: "each line is consumed once, in order, by one child", read: READ };

const END: Rule = Rule {
    expected: "the sender is dropped before the child is waited for: the child's end comes once no process owns a sender",
    read: "queue_usage.md#both-ends-of-every-stage",
};

const STATUS: Rule = Rule {
    expected: "the child's status is looked at too: it may die at a line that was sent without an error",
    read: "queue_usage.md#what-a-queue-answers",
};

const DEATH: Rule = Rule {
    expected: "if the child dies or ends early, no receiver is left: the send fails, and the function returns an error",
    read: "queue_usage.md#what-a-queue-answers",
};

/// What an answer is: it takes the lines in this process, and consumes them in a child.
pub type Answer = fn(&mut dyn Iterator<Item = u64>, &(dyn Fn(u64) + Sync)) -> io::Result<()>;

/// What is counted.
const TAKEN: usize = 0;
const AT_THE_FIRST: usize = 1;
const CONSUMED: usize = 2;
const OUT_OF_ORDER: usize = 3;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    a_slow_child(answer)?;
    a_child_that_dies(answer, "dies", || abort())?;
    a_child_that_dies(answer, "ends with code 0", || exit(0))?;
    a_child_that_dies_at_the_last(answer)
}

fn a_slow_child(answer: Answer) -> Verdict {
    let (counts, pids) = (Tally::new(), Pids::new());
    let mut lines = (0..LINES).inspect(|_| {
        counts.add(TAKEN);
    });
    let consume = |line: u64| {
        pids.note();
        if line == 0 {
            until(A_MOMENT, || counts.get(TAKEN) >= ON_THE_WAY);
            until(A_WHILE, || counts.get(TAKEN) > ON_THE_WAY);
            counts.set(AT_THE_FIRST, counts.get(TAKEN));
        }
        if u64::from(counts.add(CONSUMED)) != line {
            counts.add(OUT_OF_ORDER);
        }
    };
    trying(&END, "it sent ten thousand lines to a child that is slow at the first of them");
    let said = answer(&mut lines, &consume);
    let [at_the_first, consumed, disorder] =
        [AT_THE_FIRST, CONSUMED, OUT_OF_ORDER].map(|count| counts.get(count));
    let pids = pids.all();
    ALL.holds(!pids.contains(&std::process::id()), || {
        "the caller's own process consumed lines".into()
    })?;
    BOUNDED.holds(consumed == 0 || at_the_first == ON_THE_WAY, || {
        format!("{at_the_first} lines had been taken while the child was at the first")
    })?;
    said.map_err(|error| ALL.broken(format!("the error {error}")))?;
    ALL.holds(u64::from(consumed) == LINES && disorder == 0 && pids.len() == 1, || {
        let children = pids.len();
        format!("{consumed} of {LINES} lines were consumed, {disorder} of them out of order, by {children} children")
    })
}

fn a_child_that_dies(answer: Answer, how: &str, die: impl Fn() + Sync) -> Verdict {
    let consume = |line: u64| {
        if line == DEADLY {
            die();
        }
    };
    trying(&DEATH, format!("it sent lines to a child that {how} at line {DEADLY}"));
    let mut taken = 0;
    let said = answer(&mut (0..LINES).inspect(|_| taken += 1), &consume);
    DEATH.holds(taken < FAR_TOO_MANY, || {
        format!("{taken} lines were taken, although the child died at line {DEADLY}")
    })?;
    DEATH.holds(said.is_err(), || format!("Ok from a child that {how} at line {DEADLY}"))
}

fn a_child_that_dies_at_the_last(answer: Answer) -> Verdict {
    let last = LINES - 1;
    let consume = |line: u64| {
        if line == last {
            abort();
        }
    };
    trying(&STATUS, "it sent lines to a child that dies at the last of them");
    let said = answer(&mut (0..LINES), &consume);
    STATUS.holds(said.is_err(), || "Ok, although the child died at the last line".into())
}
