//! A large table that no worker is sent.

use std::error::Error;
use std::time::Duration;

use crate::watch::{Pids, Tally};
use crate::{Rule, Verdict, trying, until};

const KEYS: u32 = 300;

/// The key that comes first. Its look-up takes until so many others are done.
const SLOW: u32 = KEYS - 1;
const OTHERS: u32 = 20;

/// How long it waits for them. An answer that lets them be done does not notice.
const A_MOMENT: Duration = Duration::from_secs(3);

/// More workers than any machine's pool needs.
const TOO_MANY: usize = 200;

const READ: &str = "process_pool.md#what-is-in-a-worker-and-what-crosses";

const IN_WORKERS: Rule = Rule {
    expected: "the table is looked into by the workers of a pool: what its function captures is in them already",
    read: READ,
};

const WORKERS: Rule = Rule {
    expected: "a few workers that stay, and not a process for each key",
    read: "process_pool.md#ten-cubes-two-workers",
};

const TWO: Rule = Rule {
    expected: "two workers: while one of them is at a slow key, the other goes on",
    read: "process_pool.md#ten-cubes-two-workers",
};

const RIGHT: Rule = Rule {
    expected: "the entries in the order of the keys, and not in the order in which they were found",
    read: "process_pool.md#results-as-they-come",
};

const FAILED: Rule = Rule {
    expected: "a look-up that fails is an error, and not a missing entry",
    read: "process_pool.md#a-task-that-kills-its-worker",
};

/// A large table. It cannot be cloned, nor serialized.
#[derive(Debug)]
pub struct Table<'a> {
    told: &'a Told,
}

/// What is told of a table.
#[derive(Debug)]
struct Told {
    looked_into: Pids,
    counts: Tally,
}

const LOOKED_UP: usize = 0;
const ALONE: usize = 1;

impl Told {
    fn new() -> Self {
        Self { looked_into: Pids::new(), counts: Tally::new() }
    }

    /// Notes whether others were looked up meanwhile.
    fn take_long(&self) {
        if !until(A_MOMENT, || self.counts.get(LOOKED_UP) >= OTHERS) {
            self.counts.set(ALONE, 1);
        }
    }
}

impl Table<'_> {
    /// The entry of a key.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[must_use]
    pub fn get(&self, key: u32) -> String {
        self.told.looked_into.note();
        assert!(key < KEYS, "no entry for {key}");
        if key == SLOW {
            self.told.take_long();
        }
        self.told.counts.add(LOOKED_UP);
        entry(key)
    }
}

/// What an answer is: it looks up all keys, in the processes of a pool.
pub type Answer = fn(Table<'_>, Vec<u32>) -> Result<Vec<String>, Box<dyn Error>>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let told = Told::new();
    let keys: Vec<u32> = (0..KEYS).rev().collect();
    let wanted: Vec<String> = keys.iter().copied().map(entry).collect();
    trying(&IN_WORKERS, format!("it looked up {KEYS} keys"));
    let found = answer(Table { told: &told }, keys);
    let pids = told.looked_into.all();
    IN_WORKERS.holds(!pids.contains(&std::process::id()), || {
        "the caller's own process looked into the table".into()
    })?;
    WORKERS.holds(pids.len() < TOO_MANY, || {
        format!("{} processes looked into the table for {KEYS} keys", pids.len())
    })?;
    let found = found.map_err(|error| IN_WORKERS.broken(format!("the error {error}")))?;
    TWO.holds(told.counts.get(ALONE) == 0, || {
        "no other key was looked up as long as the first one took".into()
    })?;
    RIGHT.holds(found == wanted, || {
        format!(
            "{} entries, which are not those of the {KEYS} keys in their order",
            found.len()
        )
    })?;
    missing(answer)
}

/// One of the keys has no entry.
fn missing(answer: Answer) -> Verdict {
    let told = Told::new();
    trying(&FAILED, "it looked up three keys, of which the second has no entry");
    match answer(Table { told: &told }, vec![1, KEYS, 2]) {
        Err(_) => Ok(()),
        Ok(found) => Err(FAILED.broken(format!(
            "{} entries for three keys, of which the second has none",
            found.len()
        ))),
    }
}

fn entry(key: u32) -> String {
    format!("entry {}", key * 7)
}
