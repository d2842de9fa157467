//! A supervisor: it starts a service again, as long as that makes sense.

use std::io;
use std::process::{self, abort, exit};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};

use rustix::process::{Signal, getpid, kill_process};
use single_value_data_sharing::Shared;

use crate::{Rule, Verdict, trying};

/// How often a service is started at most.
const MOST_STARTS: u32 = 4;

const READ: &str = "process.md#how-a-process-ends-and-who-is-told";

const APART: Rule = Rule {
    expected: "each run of the service is a process of its own, so that what ends the service does not end its supervisor",
    read: "process.md#one-process-for-each-core",
};

const DONE: Rule = Rule {
    expected: "code 0: the service has returned, so it is not started again: `End::Done`",
    read: READ,
};

const CRASHED: Rule = Rule {
    expected: "a panic (code 101), or any signal but SIGTERM and SIGINT: the service has crashed, and is started again",
    read: READ,
};

const REFUSED: Rule = Rule {
    expected: "any other code is the service's own refusal, which the next start would meet too: `End::Refused(code)`",
    read: READ,
};

const TOLD: Rule = Rule {
    expected: "SIGTERM or SIGINT: it was told to end, so it is not started again: `End::Told`",
    read: READ,
};

const ENOUGH: Rule = Rule {
    expected: "a service that has crashed at each of the starts that it may have, four in this check, is given up: `End::GaveUp`",
    read: READ,
};

/// Why the supervisor has stopped.
#[derive(Debug, PartialEq)]
pub enum End {
    /// The service has returned.
    Done,
    /// It ended with this code: not 0, and not a panic's.
    Refused(i32),
    /// It was killed by SIGTERM or SIGINT.
    Told,
    /// It has crashed as often as it may be started.
    GaveUp,
}

/// What an answer is: it runs the service in a process, again if it crashes, up to so many times.
pub type Answer = fn(&(dyn Fn() + Sync), u32) -> io::Result<End>;

/// How one run of the service ends.
#[derive(Clone, Copy)]
enum Run {
    Returns,
    Panics,
    Aborts,
    Exits(i32),
    IsKilled(Signal),
}

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    use Run::{Aborts, Exits, IsKilled, Panics, Returns};
    let try_runs = |rule, runs: &[Run], starts, end| try_runs(answer, rule, runs, starts, end);
    try_runs(&DONE, &[Returns], 1, End::Done)?;
    try_runs(&CRASHED, &[Panics, IsKilled(Signal::KILL), Returns], 3, End::Done)?;
    try_runs(&CRASHED, &[IsKilled(Signal::QUIT), Aborts, Returns], 3, End::Done)?;
    try_runs(&REFUSED, &[Exits(2), Returns], 1, End::Refused(2))?;
    try_runs(&REFUSED, &[Exits(137), Returns], 1, End::Refused(137))?;
    try_runs(&REFUSED, &[Panics, Exits(143), Returns], 2, End::Refused(143))?;
    try_runs(&TOLD, &[IsKilled(Signal::TERM), Returns], 1, End::Told)?;
    try_runs(&TOLD, &[Panics, IsKilled(Signal::INT), Returns], 2, End::Told)?;
    try_runs(&ENOUGH, &[Panics, Aborts, Panics, Aborts, Returns], MOST_STARTS, End::GaveUp)
}

fn try_runs(answer: Answer, rule: &Rule, runs: &[Run], starts: u32, end: End) -> Verdict {
    let begun = Shared::new(AtomicU32::new(0)).expect("memory for a number");
    let (own, at_home) = (process::id(), AtomicBool::new(false));
    let service = || {
        if process::id() == own {
            return at_home.store(true, SeqCst);
        }
        let number = begun.fetch_add(1, SeqCst);
        runs.get(number as usize).copied().unwrap_or(Run::Panics).go();
    };
    let names = runs.iter().map(|run| run.name()).collect::<Vec<_>>().join(", ");
    trying(rule, format!("it ran a service that, start by start, {names}"));
    let answer = answer(&service, MOST_STARTS);
    APART.holds(!at_home.into_inner(), || {
        "the service ran in the supervisor's own process".into()
    })?;
    let begun = begun.load(SeqCst);
    let said = answer.map_err(|error| {
        rule.broken(format!("the error {error}, for a service that {names}"))
    })?;
    rule.holds(begun == starts && said == end, || {
        let s = if begun == 1 { "" } else { "s" };
        format!("{said:?} after {begun} start{s}, for a service that, start by start, {names}")
    })
}

impl Run {
    fn go(self) {
        match self {
            Self::Returns => {}
            Self::Panics => panic!("the service panics"),
            Self::Aborts => abort(),
            Self::Exits(code) => exit(code),
            Self::IsKilled(signal) => {
                kill_process(getpid(), signal).expect("a process may kill itself");
            }
        }
    }

    fn name(self) -> String {
        match self {
            Self::Returns => "returns".into(),
            Self::Panics => "panics".into(),
            Self::Aborts => "aborts".into(),
            Self::Exits(code) => format!("exits with {code}"),
            Self::IsKilled(signal) => format!("is killed by signal {}", signal.as_raw()),
        }
    }
}
