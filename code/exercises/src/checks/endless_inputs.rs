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

const A_MOMENT: Duration = Duration::from_secs(2);

const READ: &str = "process_pool.md#results-as-they-come";

const LAZY: Rule = Rule {
    expected: "inputs are taken as results are needed, and a bounded number ahead of them: they do not end",
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
    let (found, drawn) = round(answer, |n| n.is_multiple_of(3).then_some(n * n));
    LAZY.holds(drawn < TOO_MANY, || {
        format!("{drawn} inputs were taken for the first {WANTED} results")
    })?;
    let found = found
        .map_err(|error| FIRST.broken(format!("the error {error}, though no task failed")))?;
    let wanted: Vec<u64> = (0..).step_by(3).map(|n| n * n).take(WANTED).collect();
    FIRST.holds(found == wanted, || difference(&found, &wanted))?;
    let deadly = |n| if n == DEADLY { std::process::abort() } else { Some(n) };
    match round(answer, deadly).0 {
        Err(error) => {
            FAILED.holds(error.index == DEADLY as usize, || format!("the error {error}"))
        }
        Ok(found) => Err(FAILED.broken(format!(
            "{} results, though the task of input 7 was killed",
            found.len()
        ))),
    }
}

/// Lets the answer work on the numbers from 0; the task of the first one waits until others are done. Gives how many were taken, too.
fn round(
    answer: Answer,
    task: impl Fn(u64) -> Option<u64> + Sync,
) -> (Result<Vec<u64>, TaskError>, usize) {
    let done = Tally::new();
    let late = |n| {
        if n == 0 {
            until(A_MOMENT, || done.get(0) > 20);
        }
        let result = task(n);
        done.add(0);
        result
    };
    let mut pool = Pool::new(2, late).expect("a pool can be made");
    let mut drawn = 0;
    let mut inputs = (0..TOO_MANY as u64).inspect(|_| drawn += 1);
    trying(&LAZY, "it was looking for the first results of endless inputs");
    let found = answer(&mut pool, &mut inputs, WANTED);
    (found, drawn)
}

fn difference(found: &[u64], wanted: &[u64]) -> String {
    let place = found.iter().zip(wanted).position(|(found, wanted)| found != wanted);
    let len = found.len();
    match place {
        Some(place) => {
            format!("result {place} of {len} is {}, and not {}", found[place], wanted[place])
        }
        None => format!("{len} results, when {WANTED} were asked for"),
    }
}
