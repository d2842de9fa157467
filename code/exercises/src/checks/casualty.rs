//! Workers that go round by round, of which three are killed.

use std::io;
use std::time::Duration;

use rustix::process::{Signal, getpid, kill_process};

use crate::watch::Tally;
use crate::{Rule, Verdict, trying, until};

const WORKERS: usize = 5;
const ROUNDS: usize = 6;

/// The worker that dies once the others have done its last round, and that round.
const FIRST: (usize, usize) = (0, 2);

/// The worker that dies at once, while [`SLOW`] has not done the round yet.
const SECOND: (usize, usize) = (3, 4);

/// The worker that dies in the same round, when those that have done it know of [`SECOND`], and wait again.
const THIRD: (usize, usize) = (4, SECOND.1);

/// The worker that is held back in the second round, and when [`SECOND`] dies.
const SLOW: usize = 1;

/// How long the others have to begin the next round without it. The second time they are told of a death first.
const A_WHILE: Duration = Duration::from_millis(500);
const UNTIL_TOLD: Duration = Duration::from_secs(3);

/// How long a worker waits for the others before it dies.
const A_MOMENT: Duration = Duration::from_secs(3);

const READ: &str = "synchronization.md#a-barrier-and-the-one-who-does-not-come";

const TOGETHER: Rule = Rule {
    expected: "no worker begins a round before all that live have done the one before; one that is told of a death has not met the others yet",
    read: READ,
};

const GO_ON: Rule = Rule {
    expected: "those who are left do all the rounds, each of them once, and are counted in the end, also if another one dies while they wait again",
    read: READ,
};

const REPORT: Rule = Rule {
    expected: "each round is reported once, by one of those that live, when all of them have done it",
    read: "synchronization.md#what-it-costs-and-what-is-promised",
};

/// What a worker does in a round: the numbers of both.
pub type Work<'a> = &'a (dyn Fn(usize, usize) + Sync);
/// Tells that a round is done.
pub type Report<'a> = &'a (dyn Fn(usize) + Sync);

/// What an answer is: so many workers do so many rounds. It gives how many are left in the end.
pub type Answer = fn(usize, usize, Work<'_>, Report<'_>) -> io::Result<usize>;

/// What the workers have done.
struct Record {
    begun: Tally,
    done: Tally,
    ahead: Tally,
    reports: Tally,
    hasty: Tally,
}

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let [begun, done, ahead, reports, hasty] = [(); 5].map(|()| Tally::new());
    let record = Record { begun, done, ahead, reports, hasty };
    let what = format!("{WORKERS} workers did {ROUNDS} rounds, and three of them were killed");
    trying(&GO_ON, what);
    let work = |worker, round| record.work(worker, round);
    let said = answer(WORKERS, ROUNDS, &work, &|round| record.report(round));
    record.all_is_done()?;
    (0..ROUNDS).try_for_each(|round| record.is_in_step(round))?;
    record.is_reported()?;
    let left = said.map_err(|error| GO_ON.broken(format!("the error {error}")))?;
    GO_ON.holds(left == WORKERS - 3, || format!("{left} workers are left, and not two"))
}

impl Record {
    fn is_in_step(&self, round: usize) -> Verdict {
        let (ahead, hasty) = (self.ahead.get(round), self.hasty.get(round));
        TOGETHER.holds(ahead == 0, || {
            format!(
                "a worker began round {round} before all that live had done the one before"
            )
        })?;
        REPORT.holds(hasty == 0, || {
            format!("round {round} was reported before all that live had done it")
        })
    }

    fn work(&self, worker: usize, round: usize) {
        self.begun.add(place(worker, round));
        if round > 0 && !self.is_done(round - 1) {
            self.ahead.add(round);
        }
        match (worker, round) {
            FIRST => {
                until(A_MOMENT, || self.is_done(round));
                die();
            }
            SECOND => die(),
            THIRD => {
                self.hold(round, UNTIL_TOLD);
                die();
            }
            (SLOW, 1) => self.hold(round, A_WHILE),
            (SLOW, round) if round == SECOND.1 => self.hold(round, UNTIL_TOLD),
            _ => {}
        }
        self.done.add(place(worker, round));
    }

    /// Holds this worker back, until another one has begun the next round or has had the time for it.
    fn hold(&self, round: usize, limit: Duration) {
        let begun = |worker| self.begun.get(place(worker, round + 1)) > 0;
        until(limit, || (0..WORKERS).any(begun));
    }

    fn report(&self, round: usize) {
        if !self.is_done(round) {
            self.hasty.add(round);
        }
        self.reports.add(round);
    }

    /// Whether all have done a round that survive it.
    fn is_done(&self, round: usize) -> bool {
        let mut living = (0..WORKERS).filter(|&worker| survives(worker, round));
        living.all(|worker| self.done.get(place(worker, round)) > 0)
    }

    fn all_is_done(&self) -> Verdict {
        for (worker, round) in
            (0..WORKERS * ROUNDS).map(|place| (place / ROUNDS, place % ROUNDS))
        {
            let times = self.done.get(place(worker, round));
            let wanted = u32::from(survives(worker, round));
            GO_ON.holds(times == wanted, || {
                format!("worker {worker} did round {round} {times} times, and not {wanted}")
            })?;
        }
        Ok(())
    }

    fn is_reported(&self) -> Verdict {
        (0..ROUNDS).try_for_each(|round| {
            let times = self.reports.get(round);
            REPORT.holds(times == 1, || format!("round {round} was reported {times} times"))
        })
    }
}

fn place(worker: usize, round: usize) -> usize {
    worker * (ROUNDS + 1) + round
}

fn survives(worker: usize, round: usize) -> bool {
    [FIRST, SECOND, THIRD].iter().all(|&(victim, last)| worker != victim || round < last)
}

fn die() {
    kill_process(getpid(), Signal::KILL).expect("a process may kill itself");
}
