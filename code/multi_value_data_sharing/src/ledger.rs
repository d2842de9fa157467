use super::atomic::{AtomicU32, AtomicU64, Ordering::*};

// ANCHOR: ledger
/// Who has which part of an array: one word for each part, in shared memory.
///
/// | word | meaning |
/// |---|---|
/// | 0 | it is back: no process has it, and none will get it in this division |
/// | P | process P has the token, and there is no `&mut` yet |
/// | P, marked | process P has claimed it: there may be a `&mut` in P |
///
/// P is a process's identity, whose highest bit is free for the mark. A fork copies a
/// token as it copies everything; the word is what there is only one of.
///
/// A process that is done with a part makes its word 0, by dropping the token or the
/// claim. So a word that names a dead process is a part that was never finished.
///
/// `divide`, `claim` and `settle` are called with the array's lock in hand, the others
/// without. Each of them changes a word by one store, so that a process may be killed
/// at any instruction.
pub(crate) struct Ledger<const N: usize> {
    /// How many words count; 0 while the array is whole.
    divided: AtomicU32,
    /// Grows with each division, so that a copy of an old token claims nothing.
    division: AtomicU64,
    words: [AtomicU64; N],
}

const BACK: u64 = 0;
const CLAIMED: u64 = 1 << 63;
// ANCHOR_END: ledger

/// One part of one division.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) division: u64,
    pub(crate) index: usize,
}

/// Why a part cannot be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A copy of the token has claimed it and has it still.
    Claimed,
    /// It was claimed, or dropped, and given back; or its division is over.
    Back,
}

/// What `settle` found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Settled {
    /// Parts whose owners live: while there are any, the array is not whole.
    pub(crate) out: usize,
}

impl<const N: usize> Ledger<N> {
    pub(crate) fn new() -> Self {
        Self {
            divided: AtomicU32::new(0),
            division: AtomicU64::new(0),
            words: std::array::from_fn(|_| AtomicU64::new(BACK)),
        }
    }

    /// Read with the lock in hand: then it is exact.
    #[inline]
    pub(crate) fn is_divided(&self) -> bool {
        self.divided.load(Relaxed) != 0
    }

    // ANCHOR: divide
    /// Begins a division, which is the caller's `me` for now. All parts must be back.
    /// The count is stored last: until then, nothing has happened.
    pub(crate) fn divide(&self, parts: usize, me: u64) -> u64 {
        let division = self.division.load(Relaxed) + 1;
        self.division.store(division, Relaxed);
        for word in &self.words[..parts] {
            word.store(me, Relaxed);
        }
        self.divided.store(parts as u32, Relaxed);
        division
    }
    // ANCHOR_END: divide

    // ANCHOR: claim
    /// Marks the part as claimed by `me`, whichever process had the token.
    pub(crate) fn claim(&self, entry: Entry, me: u64) -> Result<(), Refusal> {
        if self.division.load(Relaxed) != entry.division {
            return Err(Refusal::Back);
        }
        let word = &self.words[entry.index];
        let claim = |owner| (owner != BACK && owner & CLAIMED == 0).then_some(me | CLAIMED);
        match word.fetch_update(Acquire, Relaxed, claim) {
            Ok(_) => Ok(()),
            Err(BACK) => Err(Refusal::Back),
            Err(_) => Err(Refusal::Claimed),
        }
    }
    // ANCHOR_END: claim

    // ANCHOR: settle
    /// Takes back the parts of the dead, and ends the division if all are back.
    pub(crate) fn settle(&self, is_alive: impl Fn(u64) -> bool, poison: impl Fn()) -> Settled {
        let parts = self.divided.load(Relaxed) as usize;
        let is_out = |word: &&AtomicU64| self.is_out(word, &is_alive, &poison);
        let out = self.words[..parts].iter().filter(is_out).count();
        if out == 0 {
            self.divided.store(0, Relaxed);
        }
        Settled { out }
    }

    /// A dead owner left its part unfinished: `poison` is called, before the word that
    /// says so is gone. But it may have given the part back after the first look and
    /// before it died. It changes nothing any more, so the second look is final.
    fn is_out(
        &self,
        word: &AtomicU64,
        is_alive: impl Fn(u64) -> bool,
        poison: impl Fn(),
    ) -> bool {
        let owner = word.load(Acquire);
        if owner == BACK {
            return false;
        }
        if is_alive(owner & !CLAIMED) {
            return true;
        }
        if word.load(Acquire) != BACK {
            poison();
            word.store(BACK, Relaxed);
        }
        false
    }
    // ANCHOR_END: settle

    // ANCHOR: pass_on
    /// Gives an unused token to another process, if it is still the caller's.
    pub(crate) fn hand_over(&self, entry: Entry, is_me: impl Fn(u64) -> bool, heir: u64) {
        self.pass_on(entry, is_me, heir);
    }

    /// Gives back an unused token, if it is still the caller's.
    pub(crate) fn give_up(&self, entry: Entry, is_me: impl Fn(u64) -> bool) {
        self.pass_on(entry, is_me, BACK);
    }

    fn pass_on(&self, entry: Entry, is_me: impl Fn(u64) -> bool, to: u64) {
        if let Some(owner) = self.unused(entry, is_me) {
            let word = &self.words[entry.index];
            let _ = word.compare_exchange(owner, to, Relaxed, Relaxed);
        }
    }

    /// The word, while it says that the caller has this token and has not claimed.
    fn unused(&self, entry: Entry, is_me: impl Fn(u64) -> bool) -> Option<u64> {
        let owner = self.words[entry.index].load(Relaxed);
        let is_of_now = self.division.load(Relaxed) == entry.division;
        (is_of_now && owner & CLAIMED == 0 && is_me(owner)).then_some(owner)
    }
    // ANCHOR_END: pass_on

    /// Whether the caller has this token and has not claimed.
    pub(crate) fn is_unused(&self, entry: Entry, is_me: impl Fn(u64) -> bool) -> bool {
        self.unused(entry, is_me).is_some()
    }

    // ANCHOR: give_back
    /// Gives back a part that the caller has claimed. `Release`: what it wrote comes first.
    pub(crate) fn give_back(&self, entry: Entry) {
        self.words[entry.index].store(BACK, Release);
    }
    // ANCHOR_END: give_back
}
