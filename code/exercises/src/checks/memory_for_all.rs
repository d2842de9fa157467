//! Jobs that need memory while they work, of which there is only so much.

use std::io;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use single_value_data_sharing::Shared;

use crate::watch::{Meeting, Tally};
use crate::{Finding, Rule, Verdict, crowd, trying, until};

/// How many gigabytes there are.
const MEMORY: u32 = 6;

/// No two of them fit.
const LARGE: [u32; 3] = [4, 4, 4];
/// All of them fit.
const SMALL: [u32; 3] = [3, 2, 1];
/// The last fits beside the first, and those between them need all that there is. One that takes its memory bit by bit
/// has some of it while it waits for the rest.
const MIXED: [u32; 5] = [4, 6, 6, 6, 2];
const FITS: usize = MIXED.len() - 1;
/// The last may be quicker than those before it, by luck. So it is tried several times.
const TRIES: usize = 8;
/// One waits for the other.
const IN_TURN: [u32; 2] = [6, 6];

/// How long the first job leaves the others time to begin when they may not.
const A_WHILE: Duration = Duration::from_secs(1);

/// How long a job waits for another one that may begin.
const A_MOMENT: Duration = Duration::from_secs(3);

/// How often a job is given the chance to be told, at most.
const ROUNDS: usize = 10;

/// One that is told begins sooner than this, one that looks every tenth of a second does not.
const AT_ONCE: Duration = Duration::from_millis(80);

/// So many microseconds without a stir are a sleep, and no start.
const A_SLEEP: u64 = 50_000;

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

const TOLD: Rule = Rule {
    expected: "a job that waits is told when memory is given back, and need not find out for itself",
    read: READ,
};

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
    all_together(answer)?;
    (0..TRIES).try_for_each(|_| one_past_another(answer))?;
    one_at_a_time(answer)?;
    one_is_told(answer)
}

fn one_at_a_time(answer: Answer) -> Verdict {
    let used = Shared::new(AtomicU32::new(0)).expect("memory for a number");
    let (crowded, turns, worked) = (Tally::new(), Tally::new(), Tally::new());
    let work = |job: usize| {
        let others = used.fetch_add(LARGE[job], SeqCst);
        if others > 0 {
            crowded.set(0, others);
        }
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
    is_done(said, &worked, LARGE.len())
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
    is_done(said, &worked, LARGE.len())
}

fn one_past_another(answer: Answer) -> Verdict {
    let (begun, worked, missed) = (Tally::new(), Tally::new(), Tally::new());
    let work = |job: usize| {
        begun.add(job);
        if job == 0 && !until(A_MOMENT, || begun.get(FITS) > 0) {
            missed.add(0);
        }
        worked.add(job);
    };
    let what = format!("jobs needed 4, 6, 6, 6 and 2 gigabytes, of {MEMORY}");
    trying(&PAST, what.clone());
    let said = answer(MEMORY, &MIXED, &work);
    is_done(said, &worked, MIXED.len())?;
    PAST.holds(missed.get(0) == 0, || {
        format!("the job that needs 2 did not begin beside the one that uses 4: {what}")
    })
}

/// Without a notification, a process that waits looks again now and then. The first job ends when the other one has just
/// looked, so that it begins long before it would look again, if it is told.
fn one_is_told(answer: Answer) -> Verdict {
    for _ in 0..ROUNDS {
        if begins_at_once(answer)? {
            return Ok(());
        }
    }
    Err(TOLD.broken(
        "when memory had been given back, the job that waited for it slept on, until it looked of itself",
    ))
}

fn begins_at_once(answer: Answer) -> Result<bool, Finding> {
    let clock = Instant::now();
    let [looked, began] = [(); 2].map(|()| Shared::new(AtomicU64::new(0)));
    let [looked, began] = [looked, began].map(|time| time.expect("memory for a number"));
    let now = || u64::try_from(clock.elapsed().as_micros()).unwrap_or(u64::MAX);
    let (turns, worked) = (Tally::new(), Tally::new());
    let work = |job: usize| {
        match turns.add(0) {
            0 => looked.store(when_a_sibling_has_looked(now), SeqCst),
            _ => began.store(now(), SeqCst),
        }
        worked.add(job);
    };
    trying(&EACH, format!("two jobs needed 6 gigabytes each, of {MEMORY}"));
    let said = answer(MEMORY, &IN_TURN, &work);
    is_done(said, &worked, IN_TURN.len())?;
    let waited = began.load(SeqCst).saturating_sub(looked.load(SeqCst));
    Ok(Duration::from_micros(waited) < AT_ONCE)
}

/// Waits until another child of the caller has slept, woken, and gone to sleep again, and gives a time when it was still awake.
fn when_a_sibling_has_looked(now: impl Fn() -> u64) -> u64 {
    let own = std::process::id();
    let siblings = || {
        let all = crowd::children_of(std::os::unix::process::parent_id());
        all.into_iter()
            .map(|pid| pid.as_raw_nonzero().get().unsigned_abs())
            .find(|pid| *pid != own)
    };
    let sleeps = || siblings().map_or(0, crowd::sleeps);
    let (mut count, mut since, mut last) = (sleeps(), now(), now());
    until(A_MOMENT, || {
        let (before, is_long) = (now(), last.saturating_sub(since) > A_SLEEP);
        let found = sleeps();
        if found == count {
            last = before;
            return false;
        }
        (count, since) = (found, before);
        is_long
    });
    last
}

fn is_done(said: io::Result<()>, worked: &Tally, jobs: usize) -> Verdict {
    let missing = (0..jobs).filter(|&job| worked.get(job) == 0).count();
    EACH.holds(missing == 0, || format!("{missing} of {jobs} jobs never worked"))?;
    let more = (0..jobs).filter(|&job| worked.get(job) > 1).count();
    EACH.holds(more == 0, || format!("{more} of {jobs} jobs worked more than once"))?;
    said.map_err(|error| EACH.broken(format!("the error {error}")))
}
