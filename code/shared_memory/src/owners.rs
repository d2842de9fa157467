//! Whose the things are that processes hand to each other: handles of a queue, parties of a
//! barrier, permits of a semaphore.
//!
//! A fork copies such a thing, as it copies everything, and only one of the copies may count. So
//! each has a *slot* in shared memory, which names the one process that owns it.

use std::cell::Cell;
use std::fmt;
use std::io;
use std::os::unix::process::parent_id;
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Relaxed, SeqCst},
};

use crate::alive::Identity;
use crate::shared::Mapping;

const FREE: u64 = 0;

/// Who owns what: a table in shared memory with one word, a slot, for each thing.
///
/// | word | meaning |
/// |---|---|
/// | 0 | free |
/// | an [`Identity`] | a thing that this process owns, if it still lives |
///
/// A thing knows its [`Place`], the number of its slot. A copy that a child inherited knows it too;
/// but the slot names the parent, so the copy counts for nothing.
#[derive(Debug)]
pub struct Owners(Mapping);

/// The place of one thing in the table.
#[derive(Debug)]
pub struct Place {
    slot: usize,
    /// The process that last found itself named in the slot through this very place.
    found_by: Cell<u32>,
}

/// How a thing is called in a message to those who use another process's.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// What it is: "Sender".
    pub thing: &'static str,
    /// What it belongs to: "queue".
    pub of: &'static str,
    /// What can be moved into a child: "it, or a clone made before the fork,".
    pub movable: &'static str,
}

impl Place {
    /// The number of its slot, from 0.
    #[must_use]
    pub fn slot(&self) -> usize {
        self.slot
    }
}

impl Owners {
    /// A table with room for `slots` things, all of them free. A page of it costs memory once it
    /// is used.
    ///
    /// # Errors
    /// Those of [`Mapping::new`].
    pub fn new(slots: usize) -> io::Result<Self> {
        Mapping::new((2 + slots) * size_of::<AtomicU64>()).map(Owners)
    }

    /// Takes a free slot for this process, or one whose owner died. `None`: all owners live.
    #[must_use]
    pub fn claim(&self) -> Option<Place> {
        self.claim_free().or_else(|| {
            self.free_the_dead(Identity::is_alive);
            self.claim_free()
        })
    }

    /// Takes a free slot for this process, and asks after no owner.
    #[must_use]
    pub fn claim_free(&self) -> Option<Place> {
        let me = Identity::me();
        let slot = self.take_free(me.to_bits())?;
        self.ever_used().fetch_max(slot as u64 + 1, SeqCst);
        self.claims().fetch_add(1, SeqCst);
        Some(Place { slot, found_by: Cell::new(me.pid()) })
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
    pub fn give_up(&self, place: &Place) -> bool {
        if self.is_mine(place).is_err() {
            return false;
        }
        // The child waits at its gate, so where /proc cannot be read its pid has to do.
        let named = |child: u32| Identity::of(child).map_or(child.into(), Identity::to_bits);
        let next = process::heir().map_or(FREE, named);
        self.slots()[place.slot].store(next, SeqCst);
        next == FREE
    }
    // ANCHOR_END: give_up

    /// This process's id, if the slot names it; or the id of the process that it does name. The
    /// pid is enough: a process that asks is alive.
    ///
    /// # Errors
    /// The slot names another process, or none.
    #[inline]
    pub fn is_mine(&self, place: &Place) -> Result<u32, Option<u32>> {
        let owner = self.owner(place.slot).map(Identity::pid);
        let me = Identity::me().pid();
        if owner == Some(me) { Ok(me) } else { Err(owner) }
    }

    /// To be called before a thing is used: it must be this process's.
    ///
    /// # Panics
    /// In a child that got at its copy without capturing the thing, through a `Mutex` that it
    /// borrowed, say, or a thread-local variable; and where a wild write has hit the table.
    #[inline]
    pub fn require(&self, place: &Place, name: Name) {
        match self.is_mine(place) {
            Ok(me) => place.found_by.set(me),
            Err(owner) => refuse(place, name, owner),
        }
    }

    /// Whom a slot names.
    #[inline]
    #[must_use]
    pub fn owner(&self, slot: usize) -> Option<Identity> {
        Identity::from_bits(self.slots()[slot].load(SeqCst))
    }

    /// Frees a slot, whichever process owns it.
    pub fn free(&self, slot: usize) {
        self.slots()[slot].store(FREE, SeqCst);
    }

    /// How many slots are free.
    #[must_use]
    pub fn count_free(&self) -> usize {
        self.slots().iter().filter(|slot| slot.load(SeqCst) == FREE).count()
    }

    /// Whether any slot is taken, if only by a process that has died in the meantime.
    #[inline]
    #[must_use]
    pub fn any(&self) -> bool {
        self.find(|slot| slot.load(SeqCst) != FREE)
    }

    /// Whether any process that owns a slot lives. Frees the slots of the dead that it meets.
    pub fn any_alive(&self) -> bool {
        self.find(|slot| lives(slot, Identity::is_alive))
    }

    /// An owner may have claimed a second slot behind this look, and freed its first before it.
    /// So "none" counts only if no slot was claimed meanwhile.
    #[inline]
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

    /// Frees the slots of owners who do not live, and returns how many it freed.
    pub fn free_the_dead(&self, is_alive: impl Fn(Identity) -> bool) -> usize {
        let was_taken = |slot: &&AtomicU64| slot.load(SeqCst) != FREE;
        let is_freed = |slot: &&AtomicU64| !lives(slot, &is_alive);
        self.used().iter().filter(was_taken).filter(is_freed).count()
    }

    /// How many slots were ever claimed.
    #[inline]
    fn claims(&self) -> &AtomicU64 {
        &self.0.words()[1]
    }

    #[inline]
    fn ever_used(&self) -> &AtomicU64 {
        &self.0.words()[0]
    }

    #[inline]
    fn slots(&self) -> &[AtomicU64] {
        &self.0.words()[2..]
    }

    #[inline]
    fn used(&self) -> &[AtomicU64] {
        let count = self.ever_used().load(SeqCst) as usize;
        &self.slots()[..count.min(self.slots().len())] // More only if a wild write says so.
    }
}

#[cold]
fn refuse(place: &Place, name: Name, owner: Option<u32>) -> ! {
    let Name { thing, of, movable } = name;
    assert!(
        place.found_by.get() != std::process::id(),
        "the {of}'s shared memory is damaged: this {thing} is this process's, and the \
         table of owners no longer says so; a process that inherited the memory wrote over \
         it (a wild write in unsafe or foreign code)"
    );
    let owner: &dyn fmt::Display = match owner {
        Some(pid) if pid == parent_id() => &"the process that forked this one",
        Some(pid) => &format!("process {pid}, says the {of}'s memory (if it is undamaged)"),
        None => &"no process any more",
    };
    panic!("this {thing} belongs to {owner}: move {movable} into the closure that spawn runs")
}

// ANCHOR: lives
/// Whether the slot's owner lives. If it died, the slot is freed, unless it changed meanwhile.
fn lives(slot: &AtomicU64, is_alive: impl Fn(Identity) -> bool) -> bool {
    let bits = slot.load(SeqCst);
    let Some(owner) = Identity::from_bits(bits) else {
        return false;
    };
    if owner == Identity::me() || is_alive(owner) {
        return true;
    }
    let _ = slot.compare_exchange(bits, FREE, SeqCst, Relaxed);
    false
}
// ANCHOR_END: lives

#[cfg(test)]
mod tests {
    use super::*;

    const SLOTS: usize = 1 << 10;

    fn dead() -> Identity {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let identity = Identity::of(child.id()).unwrap();
        child.wait().unwrap();
        identity
    }

    #[test]
    fn in_a_full_table_the_places_of_the_dead_are_used_again() {
        let owners = Owners::new(SLOTS).unwrap();
        let dead = dead().to_bits();
        owners.slots().iter().for_each(|slot| slot.store(dead, Relaxed));
        owners.ever_used().store(SLOTS as u64, Relaxed);
        assert!(owners.claim_free().is_none());
        let place = owners.claim().unwrap();
        assert!(owners.is_mine(&place).is_ok());
        assert_eq!(owners.count_free(), SLOTS - 1);
        assert!(owners.any_alive() && owners.give_up(&place));
        assert!(!owners.any());
    }

    #[test]
    fn the_lowest_free_place_is_taken() {
        let owners = Owners::new(SLOTS).unwrap();
        let claim = || owners.claim().unwrap();
        let places = [claim(), claim(), claim()];
        assert_eq!(places.each_ref().map(Place::slot), [0, 1, 2]);
        assert!(owners.give_up(&places[1]) && !owners.give_up(&places[1]));
        assert_eq!([claim().slot(), claim().slot()], [1, 3]);
    }

    #[test]
    fn a_table_that_is_full_of_the_living_has_no_place() {
        let owners = Owners::new(1).unwrap();
        let place = owners.claim().unwrap();
        assert!(owners.claim().is_none());
        assert_eq!(owners.free_the_dead(Identity::runs), 0);
        assert!(owners.give_up(&place) && owners.claim().is_some());
    }
}
