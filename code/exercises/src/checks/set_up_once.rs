//! A connection that each worker opens once, for itself.

use std::error::Error;

use crate::watch::{Pids, Tally};
use crate::{Rule, Verdict, trying};

const INPUTS: u64 = 400;

const READ: &str = "process_pool.md#what-each-worker-makes-for-itself";

const OWN: Rule = Rule {
    expected: "each worker opens a connection of its own: a fork would copy one, and two processes would talk on it at once",
    read: READ,
};

const ONCE: Rule = Rule {
    expected: "a worker opens one connection, and uses it for all of its tasks",
    read: READ,
};

const AWAY: Rule = Rule {
    expected: "the connections are opened and used by the workers of a pool",
    read: READ,
};

const RIGHT: Rule = Rule {
    expected: "the answers, in the order of the questions",
    read: "process_pool.md#ten-cubes-two-workers",
};

const OPENED: usize = 0;
const SHARED: usize = 1;

/// What is told of the connections.
#[derive(Debug)]
struct Told {
    counts: Tally,
    used_by: Pids,
}

/// A connection to a server that is slow to open. It cannot be cloned, nor serialized.
#[derive(Debug)]
pub struct Connection<'a> {
    opened_by: u32,
    told: &'a Told,
}

impl Connection<'_> {
    /// Asks the server.
    #[must_use]
    pub fn ask(&self, question: u64) -> u64 {
        self.told.used_by.note();
        if std::process::id() != self.opened_by {
            self.told.counts.add(SHARED);
        }
        question + 1000
    }
}

/// What an answer is: it asks all questions, in a pool whose workers open a connection each.
pub type Answer = for<'a> fn(
    &'a (dyn Fn() -> Connection<'a> + Sync),
    Vec<u64>,
) -> Result<Vec<u64>, Box<dyn Error>>;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let told = Told { counts: Tally::new(), used_by: Pids::new() };
    let open = || {
        told.counts.add(OPENED);
        Connection { opened_by: std::process::id(), told: &told }
    };
    trying(&OWN, format!("it asked {INPUTS} questions"));
    let said = answer(&open, (0..INPUTS).collect());
    judged(&told)?;
    let said = said.map_err(|error| RIGHT.broken(format!("the error {error}")))?;
    RIGHT.holds(said.into_iter().eq(1000..1000 + INPUTS), || {
        format!("other answers than those to the {INPUTS} questions")
    })
}

fn judged(told: &Told) -> Verdict {
    let [opened, shared] = [OPENED, SHARED].map(|count| told.counts.get(count));
    let pids = told.used_by.all();
    OWN.holds(shared == 0, || {
        format!(
            "{shared} questions were asked on a connection that another process had opened"
        )
    })?;
    AWAY.holds(!pids.contains(&std::process::id()), || {
        "the caller's own process asked a question".into()
    })?;
    ONCE.holds(opened as usize == pids.len(), || {
        format!(
            "{opened} connections were opened, and {} processes asked questions",
            pids.len()
        )
    })
}
