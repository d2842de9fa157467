use std::fmt;
use std::ops::Range;
use std::thread;

use bytemuck::Pod;
use process::NoFork;

use crate::Array;
use crate::ledger::Entry;

/// Some of an array's elements are yours, through `Deref` and `DerefMut`, until you drop
/// this. Nobody else can have them, and no lock is involved.
///
/// Like a guard it keeps [`process::spawn`] away, and stays in its process. A process
/// that ends with it, or panics, poisons the array.
#[must_use = "the part is given back as soon as this is dropped"]
pub struct Claim<'a, T: Pod> {
    pub(crate) array: &'a Array<T>,
    pub(crate) range: Range<usize>,
    entry: Entry,
    /// Whether this thread was panicking when it claimed: then the panic is old news.
    panicking: bool,
    _no_fork: NoFork,
    /// Nothing but a word to the compiler: a raw pointer is neither `Send` nor `Sync`.
    _here: [*const OfOneProcess; 0],
}

/// Named for the compiler's message to those who take a claim somewhere else.
enum OfOneProcess {}

impl<'a, T: Pod> Claim<'a, T> {
    /// To be called once for each time that the ledger has marked `entry` as claimed.
    pub(crate) fn new(
        array: &'a Array<T>,
        entry: Entry,
        range: Range<usize>,
        no_fork: NoFork,
    ) -> Self {
        let panicking = thread::panicking();
        Self { array, range, entry, panicking, _no_fork: no_fork, _here: [] }
    }

    /// The indices of the elements in the array.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }
}

impl<T: Pod> Drop for Claim<'_, T> {
    fn drop(&mut self) {
        if !self.panicking && thread::panicking() {
            self.array.lock.poison();
        }
        self.array.ledger.give_back(self.entry);
    }
}

impl<T: Pod + fmt::Debug> fmt::Debug for Claim<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
