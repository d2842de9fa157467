//! The first results of inputs that do not end.

use std::time::Duration;

use process_pool::{Pool, TaskError};

use crate::watch::Tally;
use crate::{Rule, Verdict, trying, until};

/// How many results are asked for.
const WANTED: usize = 100;

/// More inputs than any answer needs: here they end after all.
const TOO_MANY: usize = 100_000;

/// The input whose task aborts, in the second round.
const DEADLY: u64 = 7;

/// How many other tasks the first one waits for, and how long.
const OTHERS: u32 = 20;
const A_MOMENT: Duration = Duration::from_secs(2);

const DONE: usize = 0;
const ALONE: usize = 1;

const READ: &str = "process_pool.md#results-as-they-come";

const LAZY: Rule = Rule {
    expected: "inputs are taken as results are needed, and a bounded number ahead of them: they do not end",
    read: READ,
};

const BESIDE: Rule = Rule {
    expected: "one lazy call for all inputs, so that a task that takes long does not hold up those behind it, and an error's index counts them all",
    read: READ,
};

const AS_MANY: Rule =
    Rule { expected: "as many results as are wanted, which may be none", read: READ };

const BEHIND: Rule = Rule {
    expected: "once there are enough results, the tasks behind them do not matter, and an error of theirs is not looked at",
    read: READ,
};

const FIRST: Rule = Rule {
    expected: "the first results in the order of the inputs, and not the first that come",
    read: READ,
};

const FAILED: Rule = Rule {
    expected: "if a task fails before there are enough results, its error is returned",
    read: "process_pool.md#a-task-that-kills-its-worker",
};

/// What an answer is: it gives the first so many results that are `Some`, in the order of their inputs.
pub type Answer = fn(
    &mut Pool<'_, u64, Option<u64>>,
    &mut dyn Iterator<Item = u64>,
    usize,
) -> Result<Vec<u64>, TaskError>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    the_first_of_many(answer)?;
    one_task_fails(answer)?;
    one_fails_behind_them(answer)?;
    none_are_wanted(answer)
}

fn the_first_of_many(answer: Answer) -> Verdict {
    let task = |n: u64| has_result(n).then_some(n * n);
    let Round { found, drawn, alone } = round(answer, WANTED, task);
    LAZY.holds(drawn < TOO_MANY, || {
        format!("{drawn} inputs were taken for the first {WANTED} results")
    })?;
    BESIDE.holds(!alone, || "no other task was run as long as the first one took".into())?;
    let found = found
        .map_err(|error| FIRST.broken(format!("the error {error}, though no task failed")))?;
    let wanted: Vec<u64> =
        (0..).filter(|n| has_result(*n)).map(|n| n * n).take(WANTED).collect();
    AS_MANY.holds(found.len() == WANTED, || {
        format!("{} results, when {WANTED} were asked for", found.len())
    })?;
    FIRST.holds(found == wanted, || difference(&found, &wanted))
}

/// Which inputs have a result, in the first round: many at the beginning, few later.
fn has_result(n: u64) -> bool {
    n.is_multiple_of(if n < 20 { 3 } else { 50 })
}

fn one_task_fails(answer: Answer) -> Verdict {
    let deadly = |n| if n == DEADLY { std::process::abort() } else { Some(n) };
    match round(answer, WANTED, deadly).found {
        Err(error) => {
            FAILED.holds(error.index == DEADLY as usize, || format!("the error {error}"))
        }
        Ok(found) => Err(FAILED.broken(format!(
            "{} results, though the task of input 7 was killed",
            found.len()
        ))),
    }
}

/// Every second input has a result, and the one behind the last that is wanted is deadly.
fn one_fails_behind_them(answer: Answer) -> Verdict {
    let deadly = 2 * WANTED as u64 - 1;
    let task = |n: u64| match n == deadly {
        true => std::process::abort(),
        false => n.is_multiple_of(2).then_some(n),
    };
    let found = round(answer, WANTED, task).found.map_err(|error| {
        BEHIND.broken(format!("the error {error}, though {WANTED} results came before it"))
    })?;
    AS_MANY.holds(found.len() == WANTED, || {
        format!("{} results, when {WANTED} were asked for", found.len())
    })
}

fn none_are_wanted(answer: Answer) -> Verdict {
    let found = round(answer, 0, Some).found;
    let found = found.map_err(|error| {
        AS_MANY.broken(format!("the error {error}, though no task failed"))
    })?;
    AS_MANY
        .holds(found.is_empty(), || format!("{} results, when 0 were asked for", found.len()))
}

/// What came of it.
struct Round {
    found: Result<Vec<u64>, TaskError>,
    /// How many inputs were taken.
    drawn: usize,
    /// Whether the first task waited for others, and there were none.
    alone: bool,
}

/// Lets the answer work on the numbers from 0; the task of the first one waits until others are done.
fn round(answer: Answer, wanted: usize, task: impl Fn(u64) -> Option<u64> + Sync) -> Round {
    let counts = Tally::new();
    let late = |n| {
        if n == 0 && !until(A_MOMENT, || counts.get(DONE) > OTHERS) {
            counts.set(ALONE, 1);
        }
        let result = task(n);
        counts.add(DONE);
        result
    };
    let mut pool = Pool::new(2, late).expect("a pool can be made");
    let mut drawn = 0;
    let mut inputs = (0..TOO_MANY as u64).inspect(|_| drawn += 1);
    trying(&LAZY, "it was looking for the first results of endless inputs");
    let found = answer(&mut pool, &mut inputs, wanted);
    Round { found, drawn, alone: counts.get(ALONE) > 0 }
}

fn difference(found: &[u64], wanted: &[u64]) -> String {
    let unlike =
        found.iter().zip(wanted).enumerate().find(|(_, (found, wanted))| found != wanted);
    let (place, (found, wanted)) = unlike.expect("they are as many, and not the same");
    format!("result {place} of {WANTED} is {found}, and not {wanted}")
}
