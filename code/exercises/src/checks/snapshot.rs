//! A report of many values that another process changes all the time.

use std::cell::Cell;
use std::ops::Deref;

use multi_value_data_sharing::Array;
use single_value_data_sharing::Guard;

use crate::{Rule, Verdict, trying};

const LEN: usize = 300;

/// How many reports are asked for.
const REPORTS: u64 = 3;

const WHOLE: Rule = Rule {
    expected: "all values of a report are of one moment: they are read under one lock",
    read: "multi_value_data_sharing.md#how-much-one-lock-has-to-cover",
};

const BRIEF: Rule = Rule {
    expected: "the report is written without the lock, which the writer needs: a copy is enough, and the guard has to go before `write` is called. One without a name lives until its statement ends",
    read: "multi_value_data_sharing.md#how-much-one-lock-has-to-cover",
};

const ALL: Rule = Rule {
    expected: "one report, of all the values, each time that the function is called",
    read: "multi_value_data_sharing.md#two-processes-add-to-every-number",
};

/// Values that another process changes, all of them under one lock.
#[derive(Debug)]
pub struct Readings {
    values: Array<u64>,
    round: Cell<u64>,
    locks: Cell<usize>,
}

/// The right to look at the values, until it is dropped.
#[derive(Debug)]
pub struct Look<'a> {
    guard: Guard<'a, [u64]>,
    locks: &'a Cell<usize>,
}

impl Readings {
    fn new() -> Self {
        let values = Array::zeroed(LEN).expect("memory for a few numbers");
        Self { values, round: Cell::new(0), locks: Cell::new(0) }
    }

    /// Waits for the lock. The writer has had it before, and has written all the values.
    #[track_caller]
    pub fn lock(&self) -> Look<'_> {
        let mut guard = self.values.lock().expect("no process has died");
        self.round.update(|round| round + 1);
        guard.fill(self.round.get());
        self.locks.update(|locks| locks + 1);
        Look { guard, locks: &self.locks }
    }

    /// How many values there are.
    pub fn count(&self) -> usize {
        self.values.len()
    }
}

impl Deref for Look<'_> {
    type Target = [u64];

    fn deref(&self) -> &[u64] {
        &self.guard
    }
}

impl Drop for Look<'_> {
    fn drop(&mut self) {
        self.locks.update(|locks| locks - 1);
    }
}

/// What an answer is: it gives all the values to the report, once.
pub type Answer = fn(&Readings, &mut dyn FnMut(&[u64]));

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let readings = Readings::new();
    for number in 1..=REPORTS {
        trying(&WHOLE, format!("report {number} was written, of {LEN} values"));
        let mut said = Vec::new();
        answer(&readings, &mut |values| said.push(look(&readings, values)));
        let reports = said.len();
        said.into_iter().collect::<Verdict>()?;
        ALL.holds(reports == 1, || format!("{reports} reports were written, and not one"))?;
    }
    Ok(())
}

/// What one report is made of.
fn look(readings: &Readings, values: &[u64]) -> Verdict {
    ALL.holds(values.len() == LEN, || {
        format!("a report of {} of the {LEN} values", values.len())
    })?;
    let rounds = values.iter().max().zip(values.iter().min()).map(|(max, min)| max - min + 1);
    WHOLE.holds(rounds == Some(1), || {
        format!("a report of values from {} rounds of the writer", rounds.unwrap_or(0))
    })?;
    BRIEF.holds(readings.locks.get() == 0, || {
        "the report was written while the values were locked".into()
    })
}
