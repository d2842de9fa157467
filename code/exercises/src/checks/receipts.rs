//! Jobs of which some kill their worker.

use std::io;
use std::process::abort;

use crate::watch::{Pids, Tally};
use crate::{Rule, Verdict, trying};

/// The jobs are numbers from here on, so that a job is not its index.
const FIRST: u64 = 500;
const LAST: u64 = 539;
const JOBS: usize = (LAST - FIRST + 1) as usize;

/// How often a job is tried that kills its worker.
const ATTEMPTS: u32 = 3;

const READ: &str = "queue_usage.md#a-pipeline-with-a-killed-worker";

const DONE: Rule = Rule {
    expected: "each job is done, those too that killed their first worker: a receipt says what is done, and comes after the work",
    read: READ,
};

const ONCE: Rule = Rule {
    expected: "only the job that the dead worker had in hand is begun again",
    read: READ,
};

const FEW: Rule = Rule {
    expected: "one worker for all the jobs, and a new one only after a death",
    read: READ,
};

const ENOUGH: Rule = Rule {
    expected: "a job that has killed three workers is left out and returned, and the others are done",
    read: READ,
};

/// What an answer is: it does the jobs in a worker, each at most so many times, and returns those that it gave up.
pub type Answer = fn(&[u64], &(dyn Fn(u64) + Sync), u32) -> io::Result<Vec<u64>>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let unlucky = [FIRST + 13, FIRST + 20];
    round(&DONE, answer, "of which two kill their first worker", &unlucky, 1)?;
    let deadly = [FIRST, FIRST + 13, LAST];
    round(&ENOUGH, answer, "of which three kill every worker", &deadly, u32::MAX)
}

/// The jobs that are listed kill their worker so many times.
fn round(rule: &Rule, answer: Answer, what: &str, killers: &[u64], times: u32) -> Verdict {
    let (begun, done, pids) = (Tally::new(), Tally::new(), Pids::new());
    let work = |job: u64| {
        pids.note();
        let place = (job - FIRST) as usize;
        if begun.add(place) < times && killers.contains(&job) {
            abort();
        }
        done.add(place);
    };
    let jobs: Vec<u64> = (FIRST..=LAST).collect();
    trying(rule, format!("it did {JOBS} jobs, {what}"));
    let given_up = answer(&jobs, &work, ATTEMPTS)
        .map_err(|error| rule.broken(format!("the error {error}")))?;
    let deaths = times.min(ATTEMPTS);
    let pids = pids.all().len();
    FEW.holds(pids <= killers.len() * deaths as usize + 1, || {
        format!("{pids} processes worked on {JOBS} jobs, {what}")
    })?;
    for job in jobs {
        let place = (job - FIRST) as usize;
        let killed = if killers.contains(&job) { deaths } else { 0 };
        one_job(job, killed, begun.get(place), done.get(place))?;
    }
    let wanted = if deaths == ATTEMPTS { killers } else { &[] };
    ENOUGH.holds(given_up == wanted, || {
        format!("{given_up:?} were given up, and not {wanted:?}")
    })
}

/// A job that has killed so many workers is begun once more, if that was not enough.
fn one_job(job: u64, killed: u32, begun: u32, done: u32) -> Verdict {
    let is_deadly = killed == ATTEMPTS;
    DONE.holds(done > 0 || is_deadly, || format!("job {job} was never done"))?;
    let (rule, wanted) = if is_deadly { (&ENOUGH, ATTEMPTS) } else { (&ONCE, killed + 1) };
    rule.holds(begun == wanted, || {
        format!("job {job} was begun {begun} times, and not {wanted}")
    })
}
