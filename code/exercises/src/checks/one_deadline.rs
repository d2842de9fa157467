//! Five children and one limit for all of them.

use std::io;
use std::process::ExitStatus;
use std::thread;
use std::time::{Duration, Instant};

use process::{Process, spawn};

use crate::{Finding, Rule, Verdict, trying, until};

const LIMIT: Duration = Duration::from_millis(300);

/// Longer than any check takes: an answer that uses it up does not come back.
const LONG: Duration = Duration::from_secs(3600);

/// How long a child that ends may take to do so.
const A_MOMENT: Duration = Duration::from_secs(5);

/// What an answer may lose by rounding.
const ROUNDING: Duration = Duration::from_millis(2);

/// Which of the five end by themselves.
const ENDS: [bool; 5] = [false, true, false, true, false];

const READ: &str = "process.md#a-child-that-does-not-end";

const ONE_LIMIT: Rule = Rule {
    expected: "the limit is for all five together: what one child has used up is not there for the next",
    read: READ,
};

const ALL_OF_IT: Rule = Rule {
    expected: "as long as the limit is not over, a child is given all that is left of it: the function waits, and does not ask again and again",
    read: READ,
};

const EACH_ASKED: Rule = Rule {
    expected: "in the order of the children, `Some(status)` for each that has ended, also when nothing is left of the limit, and `None` for each that has not",
    read: READ,
};

const NO_LONGER: Rule = Rule {
    expected: "the limit is the longest that the function waits: when all children have ended, it comes back",
    read: READ,
};

/// What an answer is: it waits for the children, all of them together for at most the limit.
pub type Answer = fn(&mut [Child], Duration) -> io::Result<Vec<Option<ExitStatus>>>;

/// A child process that notes how long it is waited for.
#[derive(Debug)]
pub struct Child {
    process: Process,
    waits: Vec<Wait>,
}

#[derive(Debug)]
struct Wait {
    begun: Instant,
    given: Duration,
    used: Duration,
}

impl Child {
    /// As [`Process::join_timeout`]: `None` if the child is still running when the time is over.
    ///
    /// # Errors
    /// As there.
    pub fn join_timeout(&mut self, limit: Duration) -> io::Result<Option<ExitStatus>> {
        let begun = Instant::now();
        let status = self.process.join_timeout(limit);
        self.waits.push(Wait { begun, given: limit, used: begun.elapsed() });
        status
    }
}

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    three_do_not_end(answer)?;
    all_have_ended(answer)
}

fn three_do_not_end(answer: Answer) -> Verdict {
    let mut children: Vec<Child> = ENDS.into_iter().map(child).collect();
    trying(&EACH_ASKED, "it waited for five children, of which three do not end");
    let begun = Instant::now();
    let statuses = answer(&mut children, LIMIT);
    children.iter().for_each(|child| child.process.kill().expect("a child can be killed"));
    let statuses =
        statuses.map_err(|error| EACH_ASKED.broken(format!("the error {error}")))?;
    one_limit(&children, begun)?;
    answered(&statuses)
}

fn all_have_ended(answer: Answer) -> Verdict {
    let mut children: Vec<Child> = ENDS.map(|_| child(true)).into();
    trying(&NO_LONGER, "it waited for five children that had ended, with a limit of an hour");
    let statuses = answer(&mut children, LONG)
        .map_err(|error| EACH_ASKED.broken(format!("the error {error}")))?;
    let ended = statuses.iter().flatten().count();
    EACH_ASKED.holds(ended == ENDS.len(), || format!("{statuses:?}, when all five had ended"))
}

fn child(ends: bool) -> Child {
    let work = move || {
        if !ends {
            park_for_ever()
        }
    };
    let mut process = spawn(work).expect("a child can be started");
    if ends {
        let ended = || process.try_join().expect("a child can be asked").is_some();
        assert!(until(A_MOMENT, ended), "a child that returns ends");
    }
    Child { process, waits: Vec::new() }
}

fn park_for_ever() {
    loop {
        thread::park();
    }
}

fn one_limit(children: &[Child], begun: Instant) -> Verdict {
    for (number, child) in children.iter().enumerate() {
        for wait in &child.waits {
            let used = used_before(children, wait);
            gave_what_is_left(number, wait, used, wait.begun - begun)?;
        }
    }
    Ok(())
}

/// What the waits have used up that were over when this one began.
fn used_before(children: &[Child], wait: &Wait) -> Duration {
    let waits = children.iter().flat_map(|child| &child.waits);
    waits.filter(|other| other.begun + other.used <= wait.begun).map(|other| other.used).sum()
}

fn gave_what_is_left(
    number: usize,
    wait: &Wait,
    used: Duration,
    passed: Duration,
) -> Result<(), Finding> {
    let [given, used] = [wait.given, used];
    ONE_LIMIT.holds(given <= LIMIT.saturating_sub(used) + ROUNDING, || {
        format!("child {number} was given {given:.0?} when {used:.0?} of the {LIMIT:?} had been used up")
    })?;
    ALL_OF_IT.holds(given + ROUNDING >= LIMIT.saturating_sub(passed), || {
        format!("child {number} was given only {given:.0?} when {passed:.0?} of the {LIMIT:?} had passed")
    })
}

fn answered(statuses: &[Option<ExitStatus>]) -> Verdict {
    let got: Vec<bool> = statuses.iter().map(Option::is_some).collect();
    EACH_ASKED.holds(got == ENDS, || {
        format!("{statuses:?}, when children 1 and 3 had ended and 0, 2 and 4 had not")
    })
}
