use std::io;
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Relaxed, SeqCst},
};

use shared_memory::Mapping;
use shared_memory::alive::Identity;

/// Handles that one side can have at a time. A page of the table costs memory once it is used.
const SLOTS: usize = 1 << 16;
const FREE: u64 = 0;

/// Who owns the handles of one side: a table in shared memory with one word for each handle.
///
/// | word | meaning |
/// |---|---|
/// | 0 | free |
/// | an [`Identity`] | a handle that this process owns, if it still lives |
///
/// A handle knows the number of its slot. A copy that a child inherited knows it too; but the
/// slot names the parent, so the copy counts for nothing.
#[derive(Debug)]
pub(crate) struct Owners(Mapping);

impl Owners {
    pub(crate) fn new() -> io::Result<Self> {
        Mapping::new((2 + SLOTS) * size_of::<AtomicU64>()).map(Owners)
    }

    /// Takes a free slot for this process and returns its number.
    ///
    /// # Panics
    ///
    /// If 65,536 handles of this side live already.
    pub(crate) fn claim(&self) -> usize {
        let me = Identity::me().to_bits();
        let number = self.take_free(me).or_else(|| {
            self.reclaim_dead();
            self.take_free(me)
        });
        let number = number.expect("a queue has room for 65,536 handles of each kind");
        self.ever_used().fetch_max(number as u64 + 1, SeqCst);
        self.claims().fetch_add(1, SeqCst);
        number
    }

    fn take_free(&self, me: u64) -> Option<usize> {
        let take = |slot: &AtomicU64| slot.compare_exchange(FREE, me, SeqCst, Relaxed);
        let is_free = |slot: &AtomicU64| slot.load(Relaxed) == FREE;
        self.slots().iter().position(|slot| is_free(slot) && take(slot).is_ok())
    }

    // ANCHOR: give_up
    /// Frees a slot of this process; while `spawn` hands its closure over to a child, names the
    /// child as the owner instead. A slot that is not this process's is left alone.
    ///
    /// Returns whether the slot is free now.
    pub(crate) fn give_up(&self, number: usize) -> bool {
        if self.is_mine(number).is_err() {
            return false;
        }
        // The child waits at its gate, so where /proc cannot be read its pid has to do.
        let named = |child: u32| Identity::of(child).map_or(child.into(), Identity::to_bits);
        let next = process::heir().map_or(FREE, named);
        self.slots()[number].store(next, SeqCst);
        next == FREE
    }
    // ANCHOR_END: give_up

    /// This process's id, if the slot names it; or the id of the process that it does name. The
    /// pid is enough: a process that asks is alive.
    pub(crate) fn is_mine(&self, number: usize) -> Result<u32, Option<u32>> {
        let owner = Identity::from_bits(self.slots()[number].load(Relaxed)).map(Identity::pid);
        let me = Identity::me().pid();
        if owner == Some(me) { Ok(me) } else { Err(owner) }
    }

    /// Whether any slot is taken, if only by a process that has died in the meantime.
    pub(crate) fn any(&self) -> bool {
        self.find(|slot| slot.load(SeqCst) != FREE)
    }

    /// Whether any process that owns a slot lives. Frees the slots of the dead that it meets.
    pub(crate) fn any_alive(&self) -> bool {
        self.find(lives)
    }

    /// An owner may have claimed a second slot behind this look, and freed its first before it.
    /// So "none" counts only if no slot was claimed meanwhile.
    fn find(&self, found: impl Fn(&AtomicU64) -> bool) -> bool {
        loop {
            let claims = self.claims().load(SeqCst);
            if self.used().iter().any(&found) {
                return true;
            }
            if self.claims().load(SeqCst) == claims {
                return false;
            }
        }
    }

    /// How many slots were ever claimed.
    fn claims(&self) -> &AtomicU64 {
        &self.0.words()[1]
    }

    fn reclaim_dead(&self) {
        self.used().iter().for_each(|slot| {
            lives(slot);
        });
    }

    fn ever_used(&self) -> &AtomicU64 {
        &self.0.words()[0]
    }

    fn slots(&self) -> &[AtomicU64] {
        &self.0.words()[2..]
    }

    fn used(&self) -> &[AtomicU64] {
        let count = self.ever_used().load(SeqCst) as usize;
        &self.slots()[..count.min(SLOTS)] // More only if a wild write says so.
    }
}

// ANCHOR: lives
/// Whether the slot's owner lives. If it died, the slot is freed, unless it changed meanwhile.
fn lives(slot: &AtomicU64) -> bool {
    let bits = slot.load(SeqCst);
    let Some(owner) = Identity::from_bits(bits) else {
        return false;
    };
    if owner == Identity::me() || owner.is_alive() {
        return true;
    }
    let _ = slot.compare_exchange(bits, FREE, SeqCst, Relaxed);
    false
}
// ANCHOR_END: lives

#[cfg(test)]
mod tests {
    use super::*;

    fn dead() -> Identity {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let identity = Identity::of(child.id()).unwrap();
        child.wait().unwrap();
        identity
    }

    #[test]
    fn in_a_full_table_the_places_of_the_dead_are_used_again() {
        let owners = Owners::new().unwrap();
        let dead = dead().to_bits();
        owners.slots().iter().for_each(|slot| slot.store(dead, Relaxed));
        owners.ever_used().store(SLOTS as u64, Relaxed);
        let number = owners.claim();
        assert!(owners.is_mine(number).is_ok());
        assert!(owners.any_alive() && owners.give_up(number));
        assert!(!owners.any());
    }

    #[test]
    fn the_lowest_free_place_is_taken() {
        let owners = Owners::new().unwrap();
        assert_eq!([owners.claim(), owners.claim(), owners.claim()], [0, 1, 2]);
        assert!(owners.give_up(1) && !owners.give_up(1));
        assert_eq!([owners.claim(), owners.claim()], [1, 3]);
    }
}
