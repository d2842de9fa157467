use std::error::Error;
use std::fmt;
use std::hint;
use std::io;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU32, AtomicU64};
use std::thread;
use std::time::Duration;

use shared_memory::alive::Identity;
use shared_memory::bell::Bell;
use shared_memory::owners::{Name, Owners, Place};
use shared_memory::{Lock, LockGuard, Mapping, Shared};

use crate::board::{Board, Outcome};
use crate::pace::{Pace, Rota};

/// The most parties that a barrier has room for.
pub const MAX_PARTIES: usize = 4096;

/// A barrier for `parties` processes or threads: a token for each of them.
///
/// Each [`Party::wait`] returns when all parties have called it, again and again. Move each party
/// into the process that is to use it.
///
/// ```standalone_crate
/// use synchronization::barrier;
///
/// let mut parties = barrier(2)?;
/// let party = parties.pop().unwrap();
/// let child = process::spawn(move || {
///     // the first half of the work
///     party.wait().unwrap();
///     // the second half, which the others have reached too
/// })?;
/// parties[0].wait().unwrap();
/// child.join()?;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// `InvalidInput` for 0 parties, or more than [`MAX_PARTIES`]; and what `mmap(2)` says.
pub fn barrier(parties: usize) -> io::Result<Vec<Party>> {
    if parties == 0 || parties > MAX_PARTIES {
        let text = format!("{parties} parties: a barrier is for 1 to {MAX_PARTIES}");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    }
    let barrier = Arc::new(Barrier::new(parties)?);
    let was_panicking = thread::panicking();
    let party = |_| {
        let place = barrier.owners.claim_free().expect("made for so many");
        Party { barrier: Arc::clone(&barrier), place, was_panicking }
    };
    Ok((0..parties).map(party).collect())
}

// ANCHOR: party
/// The right to take part in a barrier, made by [`barrier()`].
///
/// It belongs to one process: moved into a `spawn`, it is that child's. A party that is dropped
/// leaves the barrier, and the others go on without it. A party whose process dies, or that is
/// dropped by a panic, *breaks* the barrier: all who wait, and all who come, get [`Broken`],
/// within half a second as a rule, until one of them calls [`repair`](Self::repair).
pub struct Party {
    barrier: Arc<Barrier>,
    place: Place,
    /// Whether this thread was panicking when it made the barrier: then the panic is old news.
    was_panicking: bool,
}
// ANCHOR_END: party

/// What [`Party::wait`] returns when all have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarrierWaitResult {
    is_leader: bool,
}

impl BarrierWaitResult {
    /// Whether this party is the leader of its generation: there is one in each.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.is_leader
    }
}

// ANCHOR: broken
/// A party has died, or panicked, and the barrier has not been repaired since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// How many parties are known to be lost.
    pub dead: usize,
}
// ANCHOR_END: broken

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (dead, parties) = (self.dead, if self.dead == 1 { "party" } else { "parties" });
        write!(f, "the barrier is broken: {dead} {parties} died; repair it to go on without")
    }
}

impl Error for Broken {}

impl Party {
    /// Waits until all parties have called this. What they did before is seen by all after it.
    ///
    /// # Errors
    /// [`Broken`]: a party has died or panicked. This one has not arrived then; it may
    /// [`repair`](Self::repair) the barrier and come again.
    ///
    /// # Panics
    /// In a process that this party was not moved into.
    pub fn wait(&self) -> Result<BarrierWaitResult, Broken> {
        let outcome = self.barrier.wait(&self.place, Pace::endless())?;
        Ok(outcome.expect("without a limit, it is not passed"))
    }

    /// The same, but not longer than `limit` on the monotonic clock. `None`: the time is up, and
    /// this party has not arrived.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    ///
    /// # Panics
    /// As [`wait`](Self::wait).
    pub fn wait_timeout(&self, limit: Duration) -> Result<Option<BarrierWaitResult>, Broken> {
        self.barrier.wait(&self.place, Pace::within(limit))
    }

    /// Forgets the parties that died or panicked, so that the barrier goes on with the others.
    /// Returns how many parties are left. Those who waited when it broke get [`Broken`] all the
    /// same, and come again.
    ///
    /// Any party may call it, and all of them: if there is nothing to repair, it does nothing.
    ///
    /// # Panics
    /// As [`wait`](Self::wait).
    pub fn repair(&self) -> usize {
        self.barrier.owners.require(&self.place, NAME);
        self.barrier.repair()
    }

    /// How many parties there are: those that were made, without those that left or were
    /// forgotten.
    #[must_use]
    pub fn parties(&self) -> usize {
        self.barrier.present().count()
    }

    /// How many of them wait now.
    #[must_use]
    pub fn waiting(&self) -> usize {
        let board = &self.barrier.board;
        self.barrier.present().filter(|&slot| board.has_arrived(slot)).count()
    }

    /// Whether a party is known to have died or panicked, and the barrier has not been repaired.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.barrier.board.broken().is_some()
    }
}

impl Drop for Party {
    /// Leaves the barrier, or is handed over to the child that it was moved into.
    fn drop(&mut self) {
        let barrier = &self.barrier;
        if process::heir().is_some() {
            barrier.owners.give_up(&self.place);
        } else if barrier.owners.is_mine(&self.place).is_ok() {
            match thread::panicking() && !self.was_panicking {
                true => barrier.lose(&self.place),
                false => barrier.leave(&self.place),
            }
        }
    }
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Party")
            .field("parties", &self.parties())
            .field("waiting", &self.waiting())
            .field("broken", &self.is_broken())
            .finish()
    }
}

const NAME: Name = Name { thing: "Party", of: "barrier", movable: "it" };

/// What all parties share.
struct Barrier {
    owners: Owners,
    board: Board<Words>,
    /// For all changes of owners and board. Its owner's death leaves them in order.
    lock: Lock,
    bell: Bell<Shared<AtomicU32>>,
    rota: Rota,
}

/// A mapping as the words that it is made of.
struct Words(Mapping);

impl Deref for Words {
    type Target = [AtomicU64];

    fn deref(&self) -> &[AtomicU64] {
        self.0.words()
    }
}

impl Barrier {
    fn new(parties: usize) -> io::Result<Self> {
        let words = Board::<Words>::words(parties) * size_of::<AtomicU64>();
        Ok(Self {
            owners: Owners::new(parties)?,
            board: Board::new(Words(Mapping::new(words)?)),
            lock: Lock::lending_nothing()?,
            bell: Bell::new(Shared::new(AtomicU32::new(0))?),
            rota: Rota::new(parties)?,
        })
    }

    fn turn(&self) -> LockGuard<'_> {
        self.lock.lock_to_replace().unwrap_or_else(PoisonError::into_inner)
    }

    // ANCHOR: wait
    fn wait(
        &self,
        place: &Place,
        mut pace: Pace,
    ) -> Result<Option<BarrierWaitResult>, Broken> {
        self.owners.require(place, NAME);
        let round = self.arrive(place.slot())?;
        let outcome = || self.board.outcome(round).map(|outcome| told(outcome, place.slot()));
        if let Some(told) = spin(outcome) {
            return told.map(Some);
        }
        loop {
            let heard = self.bell.listen();
            if let Some(told) = outcome() {
                return told.map(Some);
            }
            if self.rota.is_my_turn() {
                self.look();
            } else if pace.is_over() {
                return self.withdraw(place.slot(), outcome);
            } else {
                self.bell.sleep(heard, pace.get_up());
            }
        }
    }
    // ANCHOR_END: wait

    // ANCHOR: arrive
    /// Arrives, and decides the generation if this is the last party. Returns the round.
    fn arrive(&self, slot: usize) -> Result<u64, Broken> {
        let turn = self.turn();
        if let Some(dead) = self.board.broken() {
            return Err(Broken { dead });
        }
        let round = self.board.arrive(slot);
        let decided = self.settle(Some(slot));
        drop(turn);
        if decided {
            self.bell.ring_all();
        }
        Ok(round)
    }

    /// If all have arrived, the generation is over: completed, unless one of them has died since.
    fn settle(&self, leader: Option<usize>) -> bool {
        let mut all = self.present();
        if self.board.broken().is_some() || !all.all(|slot| self.board.has_arrived(slot)) {
            return false;
        }
        let Some(first) = self.present().next() else { return false };
        match self.dead(Identity::runs) {
            0 => self.board.complete(leader.unwrap_or(first)),
            dead => self.board.break_up(dead),
        }
        true
    }
    // ANCHOR_END: arrive

    /// The limit is passed. But the generation may have been decided before the lock was free.
    fn withdraw(
        &self,
        slot: usize,
        outcome: impl Fn() -> Option<Result<BarrierWaitResult, Broken>>,
    ) -> Result<Option<BarrierWaitResult>, Broken> {
        let _turn = self.turn();
        let outcome = outcome();
        if outcome.is_none() {
            self.board.withdraw(slot);
        }
        outcome.transpose()
    }

    // ANCHOR: look
    /// Looks after the dead, and ends what a killed process has left undone.
    fn look(&self) {
        let turn = self.turn();
        let dead = self.dead(Identity::is_alive);
        let changed = if dead == 0 { self.settle(None) } else { self.break_up(dead) };
        drop(turn);
        if changed {
            self.bell.ring_all();
        }
    }
    // ANCHOR_END: look

    fn break_up(&self, dead: usize) -> bool {
        self.board.break_up(dead);
        true
    }

    // ANCHOR: leave
    /// The party that leaves may be the one that the others waited for.
    fn leave(&self, place: &Place) {
        let turn = self.turn();
        self.owners.give_up(place);
        let decided = self.settle(None);
        drop(turn);
        if decided {
            self.bell.ring_all();
        }
    }
    // ANCHOR_END: leave

    fn lose(&self, place: &Place) {
        let turn = self.turn();
        self.board.lose(place.slot());
        self.board.break_up(self.dead(Identity::runs));
        drop(turn);
        self.bell.ring_all();
    }

    // ANCHOR: repair
    fn repair(&self) -> usize {
        let turn = self.turn();
        let dead = self.dead(Identity::is_alive);
        if dead > 0 {
            self.board.break_up(dead); // Those that wait are told before the dead are forgotten.
        }
        let is_dead = |&slot: &usize| self.is_dead(slot, Identity::is_alive);
        self.present().filter(is_dead).for_each(|slot| self.owners.free(slot));
        if self.board.broken().is_some() {
            self.board.mend();
        }
        drop(turn);
        self.bell.ring_all();
        self.present().count()
    }
    // ANCHOR_END: repair

    /// The slots of those who have not left.
    fn present(&self) -> impl Iterator<Item = usize> {
        (0..self.board.parties()).filter(|&slot| self.owners.owner(slot).is_some())
    }

    fn dead(&self, is_alive: fn(Identity) -> bool) -> usize {
        self.present().filter(|&slot| self.is_dead(slot, is_alive)).count()
    }

    fn is_dead(&self, slot: usize, is_alive: fn(Identity) -> bool) -> bool {
        let owner = self.owners.owner(slot);
        let has_ended = |owner| owner != Identity::me() && !is_alive(owner);
        self.board.is_lost(slot) || owner.is_some_and(has_ended)
    }
}

fn told(outcome: Outcome, slot: usize) -> Result<BarrierWaitResult, Broken> {
    match outcome {
        Outcome::Completed { leader } => Ok(BarrierWaitResult { is_leader: leader == slot }),
        Outcome::Broken { dead } => Err(Broken { dead }),
    }
}

/// Looks for a few microseconds, in which the others often come: a sleep costs more.
fn spin<T>(look: impl Fn() -> Option<T>) -> Option<T> {
    (0..200).find_map(|_| {
        hint::spin_loop();
        look()
    })
}
