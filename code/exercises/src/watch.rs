//! What processes tell a check, in memory that all of them see.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use single_value_data_sharing::Shared;

const NUMBERS: usize = 2048;

/// How often each of up to 2,048 things was done.
#[derive(Debug)]
pub(crate) struct Tally(Shared<[AtomicU32; NUMBERS]>);

/// In which processes something was done: up to 2,048 of them.
#[derive(Debug)]
pub(crate) struct Pids(Tally);

impl Tally {
    pub(crate) fn new() -> Self {
        Self(
            Shared::new([const { AtomicU32::new(0) }; NUMBERS])
                .expect("memory for a few numbers"),
        )
    }

    /// Counts one more, and gives how many there were before.
    pub(crate) fn add(&self, place: usize) -> u32 {
        self.0[place].fetch_add(1, SeqCst)
    }

    pub(crate) fn get(&self, place: usize) -> u32 {
        self.0[place].load(SeqCst)
    }
}

impl Pids {
    pub(crate) fn new() -> Self {
        Self(Tally::new())
    }

    /// Notes the process that calls.
    pub(crate) fn note(&self) {
        let own = process::id();
        let is_own = |place: &AtomicU32| match place.compare_exchange(0, own, SeqCst, SeqCst) {
            Ok(_) => true,
            Err(found) => found == own,
        };
        self.0.0.iter().any(is_own);
    }

    pub(crate) fn all(&self) -> Vec<u32> {
        self.0.0.iter().map(|place| place.load(SeqCst)).take_while(|pid| *pid != 0).collect()
    }
}
