//! A large table that no worker is sent.

use std::error::Error;

use crate::watch::Pids;
use crate::{Rule, Verdict, trying};

const KEYS: u32 = 300;

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

const RIGHT: Rule = Rule { expected: "the entries, in the order of the keys", read: READ };

const FAILED: Rule = Rule {
    expected: "a look-up that fails is an error, and not a missing entry",
    read: "process_pool.md#a-task-that-kills-its-worker",
};

/// A large table. It cannot be cloned, nor serialized.
#[derive(Debug)]
pub struct Table<'a> {
    looked_into: &'a Pids,
}

impl Table<'_> {
    /// The entry of a key.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[must_use]
    pub fn get(&self, key: u32) -> String {
        self.looked_into.note();
        assert!(key < KEYS, "no entry for {key}");
        entry(key)
    }
}

/// What an answer is: it looks up all keys, in the processes of a pool.
pub type Answer = fn(Table<'_>, Vec<u32>) -> Result<Vec<String>, Box<dyn Error>>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let pids = Pids::new();
    let keys: Vec<u32> = (0..KEYS).rev().collect();
    let wanted: Vec<String> = keys.iter().copied().map(entry).collect();
    trying(&IN_WORKERS, format!("it looked up {KEYS} keys"));
    let found = answer(Table { looked_into: &pids }, keys);
    let pids = pids.all();
    IN_WORKERS.holds(!pids.contains(&std::process::id()), || {
        "the caller's own process looked into the table".into()
    })?;
    WORKERS.holds(pids.len() < TOO_MANY, || {
        format!("{} processes looked into the table for {KEYS} keys", pids.len())
    })?;
    let found = found.map_err(|error| RIGHT.broken(format!("the error {error}")))?;
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
    let pids = Pids::new();
    trying(&FAILED, "it looked up three keys, of which the second has no entry");
    match answer(Table { looked_into: &pids }, vec![1, KEYS, 2]) {
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
