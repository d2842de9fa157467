//! Jobs that need memory while they work, of which there is only so much.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use single_value_data_sharing::Shared;

use crate::watch::{Meeting, Tally};
use crate::{Rule, Verdict, trying, until};

/// How many gigabytes there are.
const MEMORY: u32 = 6;

/// No two of them fit.
const LARGE: [u32; 3] = [4, 4, 4];
/// All of them fit.
const SMALL: [u32; 3] = [3, 2, 1];
/// The last fits beside the first, and the one between them needs all that there is.
const MIXED: [u32; 3] = [4, 6, 2];

/// How long the first job leaves the others time to begin when they may not.
const A_WHILE: Duration = Duration::from_millis(500);

/// How long a job waits for another one that may begin.
const A_MOMENT: Duration = Duration::from_secs(3);

const READ: &str = "synchronization.md#a-condition-wait-until-it-is-true";

const FIT: Rule = Rule {
    expected: "the jobs that work at the same time need no more memory together than there is",
    read: READ,
};

const TOGETHER: Rule = Rule {
    expected: "jobs that fit into the memory together work at the same time, each in a process of its own",
    read: READ,
};

const PAST: Rule =
    Rule { expected: "a job that fits does not wait behind one that does not", read: READ };

const EACH: Rule = Rule {
    expected: "each job works once, as soon as others have given back what it needs",
    read: READ,
};

/// What is done with a job: it has a number.
pub type Work<'a> = &'a (dyn Fn(usize) + Sync);

/// What an answer is: in so much memory, it does the jobs that need so much each.
pub type Answer = fn(u32, &[u32], Work<'_>) -> io::Result<()>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    one_at_a_time(answer)?;
    all_together(answer)?;
    one_past_another(answer)
}

fn one_at_a_time(answer: Answer) -> Verdict {
    let used = Shared::new(AtomicU32::new(0)).expect("memory for a number");
    let (crowded, turns, worked) = (Tally::new(), Tally::new(), Tally::new());
    let work = |job: usize| {
        let others = used.fetch_add(LARGE[job], SeqCst);
        crowded.set(0, crowded.get(0).max(others));
        if turns.add(0) == 0 {
            until(A_WHILE, || crowded.get(0) > 0);
        }
        worked.add(job);
        used.fetch_sub(LARGE[job], SeqCst);
    };
    trying(&EACH, format!("three jobs needed 4 gigabytes each, of {MEMORY}"));
    let said = answer(MEMORY, &LARGE, &work);
    let others = crowded.get(0);
    FIT.holds(others == 0, || {
        format!("a job that needs 4 gigabytes began while others used {others} of {MEMORY}")
    })?;
    is_done(said, &worked)
}

fn all_together(answer: Answer) -> Verdict {
    let (working, worked) = (Meeting::new(SMALL.len()), Tally::new());
    let work = |job: usize| {
        working.join();
        worked.add(job);
    };
    trying(&EACH, format!("three jobs needed 3, 2 and 1 gigabytes, of {MEMORY}"));
    let said = answer(MEMORY, &SMALL, &work);
    let (came, missed) = (working.all(), working.missed());
    TOGETHER.holds(missed.is_none(), || {
        let came = missed.unwrap_or(0);
        format!("{came} of three processes worked at the same time, and all three fit")
    })?;
    TOGETHER.holds(!came.contains(&std::process::id()), || {
        "the caller's process did a job itself".into()
    })?;
    is_done(said, &worked)
}

fn one_past_another(answer: Answer) -> Verdict {
    let (begun, worked, missed) = (Tally::new(), Tally::new(), Tally::new());
    let work = |job: usize| {
        begun.add(job);
        if job == 0 && !until(A_MOMENT, || begun.get(2) > 0) {
            missed.add(0);
        }
        worked.add(job);
    };
    trying(&EACH, format!("three jobs needed 4, 6 and 2 gigabytes, of {MEMORY}"));
    let said = answer(MEMORY, &MIXED, &work);
    PAST.holds(missed.get(0) == 0, || {
        "the job that needs 2 gigabytes did not begin beside the one that uses 4 of 6".into()
    })?;
    is_done(said, &worked)
}

fn is_done(said: io::Result<()>, worked: &Tally) -> Verdict {
    let jobs = 0..LARGE.len();
    let missing = jobs.clone().filter(|&job| worked.get(job) == 0).count();
    EACH.holds(missing == 0, || format!("{missing} of three jobs never worked"))?;
    let more = jobs.filter(|&job| worked.get(job) > 1).count();
    EACH.holds(more == 0, || format!("{more} of three jobs worked more than once"))?;
    said.map_err(|error| EACH.broken(format!("the error {error}")))
}
