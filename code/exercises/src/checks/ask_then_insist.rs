//! Children are asked to end, given a grace period, and killed if they stay.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use process::{Process, spawn};
use signal_hook::consts::SIGTERM;
use signal_hook::flag;
use single_value_data_sharing::Shared;

use crate::{Rule, Verdict, patient, trying, until};

/// Longer than any check takes: who sleeps for all of it does not come back.
const LONG: Duration = Duration::from_secs(3600);

/// Long enough for a child that tidies up to notice that it is not waited for.
const SHORT: Duration = Duration::from_millis(300);

/// A grace period for children that stay. One for each would take four times as long, at the least.
const ONE_GRACE: Duration = Duration::from_secs(1);
const STAY: u32 = 4;

const A_MOMENT: Duration = Duration::from_secs(5);

/// A child that tidies up needs so long.
const TIDYING: Duration = Duration::from_secs(2);

const SIGKILL: i32 = 9;

const READ: &str = "process.md#a-child-that-does-not-end";

const ASK: Rule = Rule {
    expected: "first a request that a child can catch, then time to tidy up, and a kill only after the grace period",
    read: READ,
};

const ASK_ALL: Rule =
    Rule { expected: "all children are asked before any of them is waited for", read: READ };

const ONE_PERIOD: Rule = Rule {
    expected: "the grace period is one for all: what one child has used up is not there for the next",
    read: READ,
};

const WAIT_NO_LONGER: Rule = Rule {
    expected: "the grace period is the longest that a child is waited for: once all have ended, the function comes back",
    read: READ,
};

const INSIST: Rule = Rule {
    expected: "a child that is still there when the grace period is over is killed, and waited for",
    read: READ,
};

const IN_ORDER: Rule =
    Rule { expected: "a status for each child, in the order of the children", read: READ };

/// What an answer is: it ends the children, and gives their statuses in the same order.
pub type Answer = fn(Vec<Process>, Duration) -> io::Result<Vec<ExitStatus>>;

/// How many children are ready to be asked, were asked, and have tidied up.
struct Board(Shared<[AtomicU32; 3]>);

impl Board {
    fn new() -> Self {
        Self(Shared::new([const { AtomicU32::new(0) }; 3]).expect("memory for three numbers"))
    }

    fn is_ready(&self) -> &AtomicU32 {
        &self.0[0]
    }

    fn was_asked(&self) -> &AtomicU32 {
        &self.0[1]
    }

    fn has_tidied(&self) -> &AtomicU32 {
        &self.0[2]
    }

    /// Starts a child that does something once it was asked to end, and waits until it can be asked.
    fn child(&self, once_asked: impl FnOnce() + Send) -> Process {
        let before = self.is_ready().load(SeqCst);
        let child = spawn(|| {
            self.wait_to_be_asked();
            once_asked();
        });
        let child = child.expect("a child can be started");
        assert!(until(A_MOMENT, || self.is_ready().load(SeqCst) > before), "a child begins");
        child
    }

    fn wait_to_be_asked(&self) {
        let asked = Arc::new(AtomicBool::new(false));
        flag::register(SIGTERM, Arc::clone(&asked)).expect("SIGTERM can be caught");
        self.is_ready().fetch_add(1, SeqCst);
        while !asked.load(SeqCst) {
            thread::sleep(Duration::from_millis(1));
        }
        self.was_asked().fetch_add(1, SeqCst);
    }

    fn tidy(&self) {
        self.has_tidied().fetch_add(1, SeqCst);
    }
}

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    two_that_wait_for_each_other(answer)?;
    one_that_takes_its_time(answer)?;
    one_that_refuses(answer)?;
    four_that_refuse(answer)
}

/// Each tidies up once both were asked.
fn two_that_wait_for_each_other(answer: Answer) -> Verdict {
    let board = Board::new();
    let both = || {
        if until(A_MOMENT, || board.was_asked().load(SeqCst) == 2) {
            board.tidy();
        }
    };
    let children = vec![board.child(both), board.child(both)];
    trying(
        &WAIT_NO_LONGER,
        "it was ending two children that end once both were asked, with an hour of grace",
    );
    let statuses = answered(&ASK, answer(children, LONG))?;
    let [asked, tidied] =
        [board.was_asked(), board.has_tidied()].map(|count| count.load(SeqCst));
    ASK.holds(asked > 0, || {
        format!("{}: no child saw a SIGTERM, which it could have caught", texts(&statuses))
    })?;
    ASK_ALL.holds(tidied == 2, || {
        let gave_up = 2 - tidied;
        format!("{gave_up} of two children gave up waiting until the other was asked too")
    })?;
    IN_ORDER
        .holds(statuses.len() == 2, || format!("{} statuses for two children", statuses.len()))
}

fn one_that_takes_its_time(answer: Answer) -> Verdict {
    let board = Board::new();
    let slowly = || {
        thread::sleep(TIDYING);
        board.tidy();
    };
    let children = vec![board.child(slowly)];
    trying(
        &WAIT_NO_LONGER,
        "it was ending a child that tidies up for two seconds, with an hour of grace",
    );
    let statuses = answered(&ASK, answer(children, LONG))?;
    ASK.holds(board.has_tidied().load(SeqCst) == 1, || {
        let statuses = texts(&statuses);
        format!("{statuses}: a child was killed while it tidied up, within its grace period")
    })
}

fn one_that_refuses(answer: Answer) -> Verdict {
    let board = Board::new();
    let children = vec![board.child(|| thread::sleep(LONG)), board.child(|| ())];
    trying(
        &INSIST,
        "it was ending two children, of which the first catches SIGTERM and stays",
    );
    let begun = Instant::now();
    let statuses = answered(&INSIST, answer(children, SHORT))?;
    let took = begun.elapsed();
    let was_killed: Vec<bool> =
        statuses.iter().map(|status| status.signal() == Some(SIGKILL)).collect();
    let seen = || {
        format!(
            "{}, when of two children the first stays, and the second ends once it is asked",
            texts(&statuses)
        )
    };
    IN_ORDER.holds(was_killed != [false, true], seen)?;
    INSIST.holds(was_killed == [true, false], seen)?;
    ASK.holds(took >= SHORT, || {
        format!("a child was killed {took:.0?} after it was asked, with {SHORT:?} of grace")
    })
}

fn four_that_refuse(answer: Answer) -> Verdict {
    let board = Board::new();
    let children = (0..STAY).map(|_| board.child(|| thread::sleep(LONG))).collect();
    let grace = patient(ONE_GRACE);
    trying(&INSIST, "it was ending four children that catch SIGTERM and stay");
    let begun = Instant::now();
    let statuses = answered(&INSIST, answer(children, grace))?;
    ONE_PERIOD.holds(begun.elapsed() < grace * STAY, || {
        format!("four children that stay were waited for as long as four times {grace:?}, the grace period")
    })?;
    let killed = statuses.iter().filter(|status| status.signal() == Some(SIGKILL)).count();
    INSIST.holds(killed == STAY as usize, || {
        format!("{}, when four children stay", texts(&statuses))
    })
}

fn texts(statuses: &[ExitStatus]) -> String {
    statuses.iter().map(ExitStatus::to_string).collect::<Vec<_>>().join(", ")
}

fn answered(
    rule: &Rule,
    answer: io::Result<Vec<ExitStatus>>,
) -> Result<Vec<ExitStatus>, crate::Finding> {
    answer.map_err(|error| rule.broken(format!("the error {error}")))
}
