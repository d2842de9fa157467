use super::atomic::{AtomicU32, AtomicU64, Ordering::*};

// ANCHOR: ledger
/// Who has which part of an array: one word for each part, in shared memory.
///
/// | word | meaning |
/// |---|---|
/// | 0 | it is back: nobody has it, and nobody will get it in this division |
/// | P | process P has the token, and there is no `&mut` yet |
/// | P, marked | process P has claimed it: there may be a `&mut` in P |
///
/// P is a process's identity, whose highest bit is free for the mark. A fork copies a
/// token as it copies everything; the word is what there is only one of.
///
/// `divide`, `claim` and `settle` are called with the array's lock in hand, the other
/// three without. Each of them changes a word by one store, so that a process may be
/// killed at any instruction.
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
    /// Somebody has claimed it and has it still.
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
    /// Marks the part as claimed by `me`, whoever had the token.
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
    ///
    /// One who died with a claim may have left anything: `poison` is called, before the
    /// word that says so is gone. One who died with an unused token has harmed nothing.
    pub(crate) fn settle(&self, is_alive: impl Fn(u64) -> bool, poison: impl Fn()) -> Settled {
        let parts = self.divided.load(Relaxed) as usize;
        let is_out = |word: &&AtomicU64| match word.load(Acquire) {
            BACK => false,
            owner if is_alive(owner & !CLAIMED) => true,
            owner => {
                if owner & CLAIMED != 0 {
                    poison();
                }
                word.store(BACK, Relaxed);
                false
            }
        };
        let out = self.words[..parts].iter().filter(is_out).count();
        if out == 0 {
            self.divided.store(0, Relaxed);
        }
        Settled { out }
    }
    // ANCHOR_END: settle

    /// Gives an unused token to another process, if it is still `me`'s.
    pub(crate) fn hand_over(&self, entry: Entry, me: u64, heir: u64) {
        self.pass_on(entry, me, heir);
    }

    /// Gives back an unused token, if it is still `me`'s.
    pub(crate) fn give_up(&self, entry: Entry, me: u64) {
        self.pass_on(entry, me, BACK);
    }

    fn pass_on(&self, entry: Entry, me: u64, to: u64) {
        if self.division.load(Relaxed) == entry.division {
            let word = &self.words[entry.index];
            let _ = word.compare_exchange(me, to, Relaxed, Relaxed);
        }
    }

    /// Gives back a part that the caller has claimed. `Release`: what it wrote comes first.
    pub(crate) fn give_back(&self, entry: Entry) {
        self.words[entry.index].store(BACK, Release);
    }
}
