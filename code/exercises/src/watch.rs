//! What processes tell a check, in memory that all of them see.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use single_value_data_sharing::Shared;

use crate::until;

/// How long processes wait for each other. An answer that lets them meet does not notice.
const A_MOMENT: Duration = Duration::from_secs(3);

const NUMBERS: usize = 2048;

/// How often each of up to 2,048 things was done.
#[derive(Debug)]
pub(crate) struct Tally(Shared<[AtomicU32; NUMBERS]>);

/// In which processes something was done: up to 2,048 of them.
#[derive(Debug)]
pub(crate) struct Pids(Tally);

/// Where processes wait until so many of them are at work at the same time.
#[derive(Debug)]
pub(crate) struct Meeting {
    present: Pids,
    missed: Tally,
    size: usize,
}

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

    pub(crate) fn set(&self, place: usize, number: u32) {
        self.0[place].store(number, SeqCst);
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

impl Meeting {
    pub(crate) fn new(size: usize) -> Self {
        Self { present: Pids::new(), missed: Tally::new(), size }
    }

    /// The process that calls is there now, and waits for the others.
    pub(crate) fn join(&self) {
        self.present.note();
        self.watch();
    }

    /// Waits until all are there. After a meeting that was missed there is no other.
    pub(crate) fn watch(&self) {
        let all_or_missed = || self.all().len() >= self.size || self.missed().is_some();
        if !until(A_MOMENT, all_or_missed) {
            self.missed.set(0, self.all().len() as u32 + 1);
        }
    }

    /// The pids of those that came.
    pub(crate) fn all(&self) -> Vec<u32> {
        self.present.all()
    }

    /// How many were there when the others did not come.
    pub(crate) fn missed(&self) -> Option<u32> {
        self.missed.get(0).checked_sub(1)
    }
}
