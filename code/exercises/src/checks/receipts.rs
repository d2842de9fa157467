//! Jobs of which some kill their worker.

use std::io;
use std::process::{abort, exit};

use crate::watch::{Pids, Tally};
use crate::{Rule, Verdict, trying};

/// The jobs are numbers from here on, so that a job is not its index.
const FIRST: u64 = 500;
const LAST: u64 = 539;
/// It is in the list twice, and so is to be done twice.
const TWICE: u64 = LAST - 1;
const JOBS: usize = (LAST - FIRST + 2) as usize;

/// How often a job is tried that kills every worker.
const ATTEMPTS: u32 = 3;

/// How often, where each of two jobs kills one: together they do not kill too many.
const TWO_ATTEMPTS: u32 = 2;

const READ: &str = "queue_usage.md#a-pipeline-with-a-killed-worker";

const DONE: Rule = Rule {
    expected: "each job is done, those too that ended their first worker, by whatever code or signal: a receipt comes after the work, and the deaths of a job are counted for itself",
    read: READ,
};

const ONCE: Rule = Rule {
    expected: "each job in the list is begun, even if an equal one was done before, and only the job that the dead worker had in hand is begun again",
    read: READ,
};

const FEW: Rule = Rule {
    expected: "one worker for all the jobs, and a new one only after a death",
    read: READ,
};

const ENOUGH: Rule = Rule {
    expected: "a job that has killed as many workers as there are attempts is left out and returned, and the others are done",
    read: READ,
};

/// What an answer is: it does the jobs in a worker, each at most so many times, and returns those that it gave up.
pub type Answer = fn(&[u64], &(dyn Fn(u64) + Sync), u32) -> io::Result<Vec<u64>>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let unlucky = [FIRST + 13, FIRST + 20];
    let what = "of which two end their first worker, by `abort` and by `exit(0)`";
    round(&DONE, answer, what, Killers { jobs: &unlucky, times: 1, attempts: TWO_ATTEMPTS })?;
    let deadly = [FIRST, FIRST + 13, LAST];
    let what = "of which three kill every worker";
    round(
        &ENOUGH,
        answer,
        what,
        Killers { jobs: &deadly, times: u32::MAX, attempts: ATTEMPTS },
    )
}

/// Jobs that end their worker, each so many times, and how often they may be tried.
#[derive(Clone, Copy)]
struct Killers<'a> {
    jobs: &'a [u64],
    times: u32,
    attempts: u32,
}

impl Killers<'_> {
    /// Ends the worker, if this is such a job and was not begun often enough.
    fn kill(self, job: u64, begun: u32) {
        let place = self.jobs.iter().position(|killer| *killer == job);
        match place.filter(|_| begun < self.times) {
            Some(1) => exit(0),
            Some(_) => abort(),
            None => {}
        }
    }

    /// How many workers each of them ends.
    fn deaths(self) -> u32 {
        self.times.min(self.attempts)
    }
}

fn round(rule: &Rule, answer: Answer, what: &str, killers: Killers<'_>) -> Verdict {
    let (begun, done, pids) = (Tally::new(), Tally::new(), Pids::new());
    let work = |job: u64| {
        pids.note();
        let place = (job - FIRST) as usize;
        killers.kill(job, begun.add(place));
        done.add(place);
    };
    let jobs: Vec<u64> = (FIRST..FIRST + 9).chain([TWICE]).chain(FIRST + 9..=LAST).collect();
    trying(rule, format!("it did {JOBS} jobs, {what}"));
    let given_up = answer(&jobs, &work, killers.attempts)
        .map_err(|error| rule.broken(format!("the error {error}")))?;
    let deaths = killers.deaths();
    let is_deadly = deaths == killers.attempts;
    let pids = pids.all().len();
    FEW.holds(pids <= killers.jobs.len() * deaths as usize + 1, || {
        format!("{pids} processes worked on {JOBS} jobs, {what}")
    })?;
    for (job, place) in (FIRST..=LAST).zip(0..) {
        let killed = if killers.jobs.contains(&job) { deaths } else { 0 };
        one_job(job, killed, begun.get(place), done.get(place))?;
    }
    let wanted = if is_deadly { killers.jobs } else { &[] };
    ENOUGH.holds(given_up == wanted, || {
        format!("{given_up:?} were given up, and not {wanted:?}")
    })
}

/// A job that has killed so many workers is begun once more, if that was not enough.
fn one_job(job: u64, killed: u32, begun: u32, done: u32) -> Verdict {
    let copies = if job == TWICE { 2 } else { 1 };
    let is_deadly = killed == ATTEMPTS;
    DONE.holds(done > 0 || is_deadly, || format!("job {job} was never done"))?;
    let (rule, wanted) =
        if is_deadly { (&ENOUGH, ATTEMPTS) } else { (&ONCE, killed + copies) };
    rule.holds(begun == wanted, || {
        format!("job {job} was begun {begun} times, and not {wanted}")
    })
}
