//! Eight processes compute, and three of them at most may write.

use std::io;
use std::time::Duration;

use rustix::process::{Signal, getpid, kill_process};

use crate::watch::{Meeting, Tally};
use crate::{Rule, Verdict, trying, until};

const JOBS: usize = 8;
const AT_MOST: usize = 3;

/// The jobs that come to the disk first: three may write, whichever they are.
const FIRST: [usize; AT_MOST] = [0, 3, 6];

/// The jobs whose processes are killed while they write, as many as may write, and by what.
const VICTIMS: [usize; AT_MOST] = [1, 4, 6];
const KILLED_BY: [Signal; AT_MOST] = [Signal::KILL, Signal::TERM, Signal::KILL];

/// How long the first that write leave the next one time to come in.
const A_WHILE: Duration = Duration::from_millis(500);

/// How long the others wait for the victims.
const A_MOMENT: Duration = Duration::from_secs(3);

const READ: &str = "synchronization.md#a-semaphore-so-many-at-a-time-and-no-more";

const FREE: Rule = Rule {
    expected: "all processes compute at the same time: only the writing is limited",
    read: READ,
};

const FEW: Rule = Rule {
    expected: "three processes write at the same time, whichever they are, and never more",
    read: READ,
};

const EACH: Rule = Rule {
    expected: "each job is written, once, by a process that waits for its turn",
    read: READ,
};

const LOST: Rule = Rule {
    expected: "the jobs are returned whose processes were killed, and the others are written all the same: the dead take no place at the disk with them",
    read: "synchronization.md#what-a-kill-leaves-behind",
};

const KILLED: Rule = Rule {
    expected: "all jobs are returned whose processes were killed, by whatever signal, and no others: a killed process has a signal and no code",
    read: "process.md#how-a-process-ends-and-who-is-told",
};

/// What is counted.
const ENTERED: usize = 0;
const LEFT: usize = 1;
const CROWDED: usize = 2;

/// What is done with a job: it has a number.
pub type Step<'a> = &'a (dyn Fn(usize) + Sync);

/// What an answer is: it computes and writes so many jobs, and returns those that were lost.
pub type Answer = fn(usize, Step<'_>, Step<'_>) -> io::Result<Vec<usize>>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    all_live(answer)?;
    three_die(answer)
}

fn all_live(answer: Answer) -> Verdict {
    let (computing, writing) = (Meeting::new(JOBS), Meeting::new(AT_MOST));
    let (counts, written) = (Tally::new(), Tally::new());
    let write = |job| {
        let is_early = enter(&counts) < AT_MOST as u32;
        writing.join();
        if is_early {
            until(A_WHILE, || counts.get(CROWDED) > 0);
        }
        written.add(job);
        counts.add(LEFT);
    };
    let compute = |job| {
        computing.join();
        if !FIRST.contains(&job) {
            writing.watch();
        }
    };
    trying(&EACH, format!("{JOBS} processes computed, and then wrote"));
    let said = answer(JOBS, &compute, &write);
    let (computed, wrote) = (computing.all().len(), writing.missed());
    FREE.holds(computing.missed().is_none(), || {
        format!("not all of {JOBS} processes computed at the same time")
    })?;
    FREE.holds(computed == JOBS && !computing.all().contains(&std::process::id()), || {
        format!("{computed} processes computed, or the caller was one of them")
    })?;
    never_crowded(&counts)?;
    each_once(&written, &[])?;
    FEW.holds(wrote.is_none(), || {
        let wrote = wrote.unwrap_or(0);
        format!("{wrote} process wrote at the same time, and not three, when the jobs {FIRST:?} had come first")
    })?;
    lost(said, &[])
}

fn three_die(answer: Answer) -> Verdict {
    let (counts, written) = (Tally::new(), Tally::new());
    let died = || counts.get(LEFT) as usize >= AT_MOST;
    let compute = |job| {
        if !VICTIMS.contains(&job) {
            until(A_MOMENT, died);
        }
    };
    let write = |job| {
        enter(&counts);
        counts.add(LEFT);
        if let Some(victim) = VICTIMS.iter().position(|victim| *victim == job) {
            kill_process(getpid(), KILLED_BY[victim]).expect("a process may kill itself");
        }
        written.add(job);
    };
    trying(&LOST, format!("three of {JOBS} processes were killed while they wrote"));
    let said = answer(JOBS, &compute, &write);
    each_once(&written, &VICTIMS)?;
    lost(said, &VICTIMS)
}

/// Counts a process in, and gives how many came before.
fn enter(counts: &Tally) -> u32 {
    let before = counts.add(ENTERED);
    if before + 1 - counts.get(LEFT).min(before) > AT_MOST as u32 {
        counts.add(CROWDED);
    }
    before
}

fn never_crowded(counts: &Tally) -> Verdict {
    FEW.holds(counts.get(CROWDED) == 0, || {
        "a fourth process began to write while three others did".into()
    })
}

fn each_once(written: &Tally, lost: &[usize]) -> Verdict {
    let living = (0..JOBS).filter(|job| !lost.contains(job));
    let missing = living.clone().filter(|&job| written.get(job) == 0).count();
    EACH.holds(missing == 0, || format!("{missing} jobs were never written"))?;
    let more = living.filter(|&job| written.get(job) > 1).count();
    EACH.holds(more == 0, || format!("{more} jobs were written more than once"))
}

fn lost(said: io::Result<Vec<usize>>, wanted: &[usize]) -> Verdict {
    let said = said.map_err(|error| LOST.broken(format!("the error {error}")))?;
    KILLED.holds(said == wanted, || {
        format!("{said:?} were returned as lost, and not {wanted:?}")
    })
}
