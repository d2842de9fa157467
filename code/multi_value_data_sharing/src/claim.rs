use std::fmt;
use std::ops::{Deref, DerefMut, Range};
use std::thread;

use bytemuck::Pod;
use process::NoFork;

use crate::array::Array;
use crate::ledger::Entry;
use crate::sys::Stretch;

/// Some of an array's elements are yours, through `Deref` and `DerefMut`, until you drop
/// this. No other claim or guard can have them, and no lock is involved.
///
/// Like a guard it keeps [`process::spawn`] away, and stays in its process. A process
/// that ends with it, or panics, poisons the array.
#[must_use = "the part is given back as soon as this is dropped"]
pub struct Claim<'a, T: Pod> {
    array: &'a Array<T>,
    elements: Stretch<'a, T>,
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
        let (elements, panicking) = (array.elements.stretch(range), thread::panicking());
        Self { array, elements, entry, panicking, _no_fork: no_fork, _here: [] }
    }

    /// The indices of the elements in the array.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.elements.range.clone()
    }
}

impl<T: Pod> Deref for Claim<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.elements
    }
}

impl<T: Pod> DerefMut for Claim<'_, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.elements
    }
}

// ANCHOR: drop_claim
impl<T: Pod> Drop for Claim<'_, T> {
    /// The news of a panic first: once the part is back, another process may look.
    fn drop(&mut self) {
        if !self.panicking && thread::panicking() {
            self.array.lock.poison();
        }
        self.array.ledger.give_back(self.entry);
    }
}
// ANCHOR_END: drop_claim

impl<T: Pod + fmt::Debug> fmt::Debug for Claim<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.elements.fmt(f)
    }
}
