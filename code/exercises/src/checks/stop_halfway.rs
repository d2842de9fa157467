//! A run of many tasks that can be stopped at any time, whatever its workers do.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Signal, getpid, getppid, kill_process};

use crate::watch::{Meeting, Pids, Tally};
use crate::{Finding, Rule, Verdict, trying, until};

const TASKS: u64 = 20;
const WORKERS: usize = 2;

/// So many tasks end, when the others do not.
const QUICK: u64 = 6;

/// So many tasks follow each other, and so many results are too many to be taken without a look.
const MANY: u64 = 1000;
const TOO_MANY: u64 = 300;
const BRIEF: Duration = Duration::from_millis(1);
/// So long without a result is a pause, in which an answer may look. A busy machine makes many: then it is tried again.
const PAUSE: Duration = Duration::from_millis(5);
const TRIES: usize = 10;

/// How often the caller looks when they have ended, until it is to stop.
const LOOKS: u32 = 3;

/// The task that kills.
const DEADLY: u64 = 9;

/// How long a task waits for what the caller does.
const A_MOMENT: Duration = Duration::from_secs(3);
const LONG: Duration = Duration::from_secs(600);

const STOP: Rule = Rule {
    expected: "the caller looks again and again whether to stop, whether results come or not, and then ends all processes",
    read: "together.md#ctrl-c-and-a-file-that-is-whole-or-not-there",
};

const TAKEN: Rule = Rule {
    expected: "each result is taken once, in the caller, as soon as it is there",
    read: "together.md#a-sender-has-one-owner",
};

const WORKED: Rule = Rule {
    expected: "the tasks are done by two workers at the same time, and none by the caller",
    read: "process_pool.md#ten-cubes-two-workers",
};

const WHOLE: Rule = Rule {
    expected: "an error, if a process has died and results are missing: the end of a queue does not say that all came through it",
    read: "together.md#a-sender-has-one-owner",
};

/// What a worker does with a task.
pub type Work<'a> = &'a (dyn Fn(u64) -> u64 + Sync);
/// Tells whether to stop.
pub type Stop<'a> = &'a dyn Fn() -> bool;
/// Takes a task and its result.
pub type Take<'a> = &'a mut dyn FnMut(u64, u64);

/// What an answer is: so many tasks, so many workers. It says whether all was done, or was stopped.
pub type Answer = fn(u64, usize, Work<'_>, Stop<'_>, Take<'_>) -> io::Result<bool>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    all_is_done(answer)?;
    it_is_stopped(answer)?;
    a_process_dies(answer, "a worker", || {
        kill_process(getpid(), Signal::KILL).expect("a process may kill itself");
    })?;
    let caller = getpid();
    a_process_dies(answer, "the process of the pool", || {
        let parent = getppid().expect("a worker has a parent");
        if parent == caller {
            return; // An answer has no such process.
        }
        kill_process(parent, Signal::KILL).expect("a process may kill its parent");
        thread::sleep(LONG); // This process dies with it.
    })?;
    it_looks_while_results_come(answer)
}

fn all_is_done(answer: Answer) -> Verdict {
    let (pids, workers, taken) = (Pids::new(), Meeting::new(WORKERS), Tally::new());
    let caller = std::process::id();
    let work = |task| {
        pids.note();
        if std::process::id() != caller {
            workers.join();
        }
        if task == 0 && !until(A_MOMENT, || taken.get(0) > 0) {
            taken.set(1, 1);
        }
        result_of(task)
    };
    let mut results = Vec::new();
    let mut take = |task, result| {
        taken.add(0);
        results.push((task, result));
    };
    trying(&TAKEN, format!("{WORKERS} workers did {TASKS} tasks, and nothing was stopped"));
    let said = answer(TASKS, WORKERS, &work, &|| false, &mut take);
    WORKED.holds(!pids.all().contains(&caller), || {
        "the caller's own process did a task".into()
    })?;
    WORKED.holds(workers.missed().is_none(), || "one worker alone did tasks".into())?;
    TAKEN.holds(taken.get(1) == 0, || {
        "while one task went on, no result of the others was taken".into()
    })?;
    are_taken(results, TASKS)?;
    let said = said.map_err(|error| TAKEN.broken(format!("the error {error}")))?;
    TAKEN.holds(said, || "`false`, although nothing was stopped".into())
}

/// An answer may look by the clock, or when it has taken a few, but not only when there is nothing to take.
fn it_looks_while_results_come(answer: Answer) -> Verdict {
    for _ in 0..TRIES {
        if it_looks_between_results(answer)? {
            return Ok(());
        }
    }
    Ok(())
}

/// Gives whether so many results came without a pause that one who looks in pauses is found out.
fn it_looks_between_results(answer: Answer) -> Result<bool, Finding> {
    let work = |task| {
        thread::sleep(BRIEF);
        result_of(task)
    };
    let (unlooked, most) = (Cell::new(0), Cell::new(0));
    let (mut last, mut in_a_row, mut longest) = (Instant::now(), 0, 0);
    let mut take = |_, _| {
        unlooked.set(unlooked.get() + 1);
        most.set(unlooked.get().max(most.get()));
        in_a_row = if last.elapsed() < PAUSE { in_a_row + 1 } else { 0 };
        longest = longest.max(in_a_row);
        last = Instant::now();
    };
    let stop = || {
        unlooked.set(0);
        false
    };
    trying(&STOP, format!("{MANY} results came, one soon after the other"));
    let said = answer(MANY, WORKERS, &work, &stop, &mut take);
    said.map_err(|error| TAKEN.broken(format!("the error {error}, when nothing had failed")))?;
    let most = most.get();
    STOP.holds(most <= TOO_MANY, || {
        format!("while {most} results came, one soon after the other, `stop` was not asked")
    })?;
    Ok(longest > TOO_MANY)
}

fn it_is_stopped(answer: Answer) -> Verdict {
    let [endless, taken, looks, missed] = [(); 4].map(|()| Tally::new());
    let work = |task| {
        if task >= QUICK {
            endless.add(0);
            // If the caller does not look meanwhile, it need not wait for ever to be told so.
            match until(A_MOMENT, || looks.get(0) >= LOOKS || missed.get(0) > 0) {
                true if missed.get(0) == 0 => thread::sleep(LONG),
                _ => missed.set(0, 1),
            }
        }
        result_of(task)
    };
    let mut results = Vec::new();
    let mut take = |task, result| {
        taken.add(0);
        results.push((task, result));
    };
    // Then no result comes any more between two looks.
    let stop = || {
        let is_time = endless.get(0) >= WORKERS as u32 && taken.get(0) >= QUICK as u32;
        is_time && looks.add(0) + 1 >= LOOKS
    };
    let what =
        format!("{QUICK} tasks were done, the others do not end, and it was to be stopped");
    trying(&STOP, what);
    let said = answer(TASKS, WORKERS, &work, &stop, &mut take);
    STOP.holds(missed.get(0) == 0, || {
        format!(
            "{QUICK} tasks were done, the others do not end, and `stop` was not asked any more"
        )
    })?;
    are_taken(results, QUICK)?;
    let said =
        said.map_err(|error| STOP.broken(format!("the error {error}, when it was stopped")))?;
    STOP.holds(!said, || "`true`, although it was stopped halfway".into())
}

fn a_process_dies(answer: Answer, who: &str, die: impl Fn() + Sync) -> Verdict {
    let work = |task| {
        if task == DEADLY {
            die();
        }
        result_of(task)
    };
    let mut results = BTreeSet::new();
    let mut take = |task, _| _ = results.insert(task);
    trying(&WHOLE, format!("{who} was killed in task {DEADLY} of {TASKS}"));
    let said = answer(TASKS, WORKERS, &work, &|| false, &mut take);
    let missing = TASKS - results.len() as u64;
    WHOLE.holds(missing == 0 || said.is_err(), || {
        let said = said.unwrap_or_default();
        format!("`{said}`, when {who} had been killed, and {missing} of {TASKS} results were missing")
    })
}

/// The first tasks, each once.
fn are_taken(mut results: Vec<(u64, u64)>, tasks: u64) -> Verdict {
    results.sort_unstable();
    let wanted = (0..tasks).map(|task| (task, result_of(task)));
    TAKEN.holds(results.iter().copied().eq(wanted), || {
        format!(
            "{} results were taken, or other ones than those of {tasks} tasks",
            results.len()
        )
    })
}

fn result_of(task: u64) -> u64 {
    1000 + task * task
}
