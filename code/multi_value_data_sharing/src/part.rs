use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::PoisonError;
use std::thread;

use bytemuck::Pod;
use process::{NoFork, heir};
use shared_memory::alive::Identity;

use crate::array::{Array, MAX_PARTS};
use crate::claim::Claim;
use crate::ledger::{Entry, Refusal};

impl<T: Pod> Array<T> {
    /// Divides the array into `count` parts, in order, whose lengths differ by one at
    /// most. Each is a token: move it into a process, and claim it there.
    ///
    /// Until all parts are back, no process can lock the array. A part is back when its
    /// claim, or the unclaimed token, was dropped, or when the process died that had it.
    ///
    /// A process that dies, or panics, with a part that it has not given back has not
    /// finished it, whether it had claimed it or not: the array is poisoned.
    ///
    /// # Errors
    /// - `InvalidInput` if `count` is 0 or more than [`MAX_PARTS`].
    /// - `ResourceBusy` while parts of an earlier division are out.
    /// - `InvalidData` if the array is poisoned: lock it, repair it, clear the poison.
    ///
    /// # Panics
    /// If this thread has the array's guard.
    #[track_caller]
    pub fn parts(&self, count: usize) -> io::Result<Vec<Part<'_, T>>> {
        if count == 0 || count > MAX_PARTS {
            let text = format!("{count} parts: an array is divided into 1 to {MAX_PARTS}");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let _guard = match self.whole(self.lock.lock()) {
            Ok(Ok(guard)) => guard,
            Ok(Err(poisoned)) => {
                let text = poisoned.to_string();
                return Err(io::Error::new(io::ErrorKind::InvalidData, text));
            }
            Err(out) => return Err(busy(out)),
        };
        let division = self.ledger.divide(count, Identity::me().to_bits());
        let panicking = thread::panicking();
        let part = |index| {
            let entry = Entry { division, index };
            Part { array: self, entry, count, panicking }
        };
        Ok((0..count).map(part).collect())
    }
}

// ANCHOR: part
/// The right to claim one part of an [`Array`], once, in whatever process it is by then.
///
/// A fork copies it, as it copies everything, and no borrow that the compiler checked
/// tells the copies apart. So the right is not in the token: it is a word in shared
/// memory, and whichever copy comes first uses it up.
#[must_use = "the array cannot be locked until all its parts are back"]
pub struct Part<'a, T: Pod> {
    array: &'a Array<T>,
    entry: Entry,
    count: usize,
    /// Whether this thread was panicking when it divided: then the panic is old news.
    panicking: bool,
}
// ANCHOR_END: part

impl<'a, T: Pod> Part<'a, T> {
    /// The indices of its elements in the array.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        let (each, more) = (self.array.len() / self.count, self.array.len() % self.count);
        let begin = |index: usize| index * each + index.min(more);
        begin(self.entry.index)..begin(self.entry.index + 1)
    }

    // ANCHOR: claim
    /// Uses up the right: its elements are this process's until the claim is dropped.
    ///
    /// # Errors
    /// `ResourceBusy` if a copy of this token was claimed or dropped before.
    ///
    /// # Panics
    /// If this thread has the array's guard.
    #[track_caller]
    pub fn claim(self) -> io::Result<Claim<'a, T>> {
        let no_fork = NoFork::new();
        let locked = self.array.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let claimed = self.array.ledger.claim(self.entry, Identity::me().to_bits());
        drop(locked);
        match claimed {
            Ok(()) => Ok(Claim::new(self.array, self.entry, self.range(), no_fork)),
            Err(refusal) => Err(busy(self.refused(refusal))),
        }
    }
    // ANCHOR_END: claim

    fn refused(&self, refusal: Refusal) -> String {
        let (number, count) = (self.entry.index + 1, self.count);
        let why = match refusal {
            Refusal::Claimed => "a copy of this token has claimed it",
            Refusal::Back => "a copy of this token was used or dropped before",
        };
        format!("part {number} of {count}: {why}")
    }
}

// ANCHOR: drop_part
impl<T: Pod> Drop for Part<'_, T> {
    /// Gives the right back, unless `spawn` is dropping what the child has captured: then
    /// it is the child's from here on. After `claim`, there is nothing left to give.
    fn drop(&mut self) {
        let ledger = &self.array.ledger;
        if let Some(child) = heir() {
            return ledger.hand_over(self.entry, is_me, identity_of(child));
        }
        let panics = thread::panicking() && !self.panicking;
        if panics && ledger.is_unused(self.entry, is_me) {
            self.array.lock.poison();
        }
        ledger.give_up(self.entry, is_me);
    }
}

/// The pid is enough: a process that asks is alive. And where `/proc` could not be read,
/// for want of a free descriptor, the pid is all that the word has.
fn is_me(bits: u64) -> bool {
    Identity::from_bits(bits).is_some_and(|owner| owner.pid() == std::process::id())
}
// ANCHOR_END: drop_part

/// The child waits at its gate, so its pid is still its own; and that has to do where
/// `/proc` cannot be read for want of a free descriptor.
fn identity_of(child: u32) -> u64 {
    Identity::of(child).map_or(child.into(), Identity::to_bits)
}

impl<T: Pod> fmt::Debug for Part<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").field("range", &self.range()).finish_non_exhaustive()
    }
}

fn busy(why: impl fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::ResourceBusy, why.to_string())
}
