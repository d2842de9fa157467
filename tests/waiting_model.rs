//! The bell, the event's word and the barrier's board, compiled with loom's atomics and run in
//! every order of steps that two preemptions allow (in one place three), with every value that a load may return.
//!
//! What this is not: threads stand in for processes, loom's mutex for the robust lock, and a
//! condition variable for the futex. A killed process is a thread whose stores, from some point
//! on, go nowhere. No thread here gets up by itself: a missed ring is a deadlock, which loom reports.

use std::time::Instant;

use loom::sync::atomic::Ordering::{Relaxed, SeqCst};
use loom::sync::{Arc, Mutex};
use loom::thread;

use bell::Bell;
use board::{Board, Outcome};
use flag::Flag;
use shared::{LIFE, Word};

#[path = "../code/shared_memory/src/bell.rs"]
mod bell;
#[path = "../code/synchronization/src/board.rs"]
#[expect(dead_code, reason = "the model uses what the algorithm is made of, not all of it")]
mod board;
#[path = "../code/synchronization/src/flag.rs"]
mod flag;
#[path = "model/shared.rs"]
mod shared;
#[path = "model/word.rs"]
mod word;

/// What `src/floor.rs` is for the crates.
mod floor {
    pub use loom::sync::atomic::{Ordering, fence};

    pub use crate::bell::Bell;
    pub use crate::shared::AtomicU64;
    pub use crate::word::{AtomicU32, futex};
}

fn word() -> Word {
    Word::zero()
}

fn in_every_order(model: impl Fn() + Sync + Send + 'static) {
    with_preemptions(2, model);
}

fn with_preemptions(most: usize, model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(most);
    builder.check(model);
}

/// Listens, looks and sleeps, until there is something to see.
fn wait_for<T>(bell: &Bell<Word>, look: impl Fn() -> Option<T>) -> T {
    loop {
        let heard = bell.listen();
        if let Some(seen) = look() {
            return seen;
        }
        bell.sleep(heard, Instant::now());
    }
}

// The event.

struct Event {
    flag: Flag<Word>,
    data: loom::sync::atomic::AtomicU32,
}

fn event() -> Arc<Event> {
    let data = loom::sync::atomic::AtomicU32::new(0);
    Arc::new(Event { flag: Flag::new(word(), word()), data })
}

impl Event {
    fn wait(&self, times: u32) {
        wait_for(&self.flag.bell, || self.flag.came_since(times).then_some(()));
    }
}

#[test]
fn no_set_is_missed_and_what_was_done_before_it_is_seen() {
    in_every_order(|| {
        let event = event();
        let setter = Arc::clone(&event);
        let setter = thread::spawn(move || {
            setter.data.store(7, Relaxed);
            setter.flag.set();
        });
        event.wait(0);
        assert_eq!(event.data.load(Relaxed), 7);
        setter.join().unwrap();
    });
}

/// The first look of all is not in the bell's hands. (Of several looks loom tries only the last one
/// before and after a store, so here is one alone, by a thread that loom runs second.)
#[test]
fn who_finds_it_set_at_once_sees_what_was_done_too() {
    in_every_order(|| {
        let event = event();
        let looker = Arc::clone(&event);
        let looker = thread::spawn(move || {
            if looker.flag.is_set() {
                assert_eq!(looker.data.load(Relaxed), 7);
            }
        });
        event.data.store(7, Relaxed);
        event.flag.set();
        looker.join().unwrap();
    });
}

#[test]
fn two_who_wait_both_hear_one_set() {
    in_every_order(|| {
        let event = event();
        let other = Arc::clone(&event);
        let other = thread::spawn(move || other.wait(0));
        let setter = Arc::clone(&event);
        let setter = thread::spawn(move || setter.flag.set());
        event.wait(0);
        other.join().unwrap();
        setter.join().unwrap();
    });
}

#[test]
fn a_set_that_is_cleared_at_once_lets_go_who_waited() {
    in_every_order(|| {
        let event = event();
        let times = event.flag.times();
        let setter = Arc::clone(&event);
        let setter = thread::spawn(move || {
            setter.flag.set();
            setter.flag.clear();
        });
        event.wait(times);
        setter.join().unwrap();
    });
}

// One ring for one sleeper: permits.

struct Permits {
    free: loom::sync::atomic::AtomicU32,
    bell: Bell<Word>,
}

impl Permits {
    fn take(&self) -> Option<()> {
        let take = |free: u32| free.checked_sub(1);
        self.free.fetch_update(SeqCst, SeqCst, take).ok().map(|_| ())
    }

    fn give_back(&self) {
        self.free.fetch_add(1, SeqCst);
        self.bell.ring_one();
    }
}

fn permits() -> Arc<Permits> {
    let free = loom::sync::atomic::AtomicU32::new(0);
    Arc::new(Permits { free, bell: Bell::new(word()) })
}

#[test]
fn two_permits_wake_two() {
    in_every_order(|| {
        let permits = permits();
        let others = [(); 2].map(|()| {
            let permits = Arc::clone(&permits);
            thread::spawn(move || wait_for(&permits.bell, || permits.take()))
        });
        permits.give_back();
        permits.give_back();
        others.into_iter().for_each(|other| other.join().unwrap());
    });
}

#[test]
fn one_permit_passes_through_the_hands_of_all_who_wait() {
    with_preemptions(3, || {
        let permits = permits();
        let others = [(); 2].map(|()| {
            let permits = Arc::clone(&permits);
            thread::spawn(move || {
                wait_for(&permits.bell, || permits.take());
                permits.give_back();
            })
        });
        permits.give_back();
        others.into_iter().for_each(|other| other.join().unwrap());
        assert_eq!(permits.free.load(SeqCst), 1);
    });
}

// The barrier.

struct Barrier {
    board: Board<Vec<floor::AtomicU64>>,
    lock: Mutex<()>,
    bell: Bell<Word>,
    data: [loom::sync::atomic::AtomicU32; 3],
}

impl Barrier {
    fn new(parties: usize) -> Arc<Self> {
        let words = Board::<Vec<floor::AtomicU64>>::words(parties);
        let board = Board::new((0..words).map(|_| floor::AtomicU64::zero()).collect());
        let zero = |_| loom::sync::atomic::AtomicU32::new(0);
        let data = [0, 1, 2].map(zero);
        Arc::new(Self { board, lock: Mutex::new(()), bell: Bell::new(word()), data })
    }

    /// What `arrive` does in the crate, while no party is dead.
    fn arrive(&self, slot: usize) -> u64 {
        let turn = self.lock.lock().unwrap();
        let round = self.board.arrive(slot);
        let is_last = (0..self.board.parties()).all(|slot| self.board.has_arrived(slot));
        if is_last {
            self.board.complete(slot);
        }
        drop(turn);
        if is_last {
            self.bell.ring_all();
        }
        round
    }

    fn outcome(&self, round: u64) -> Outcome {
        wait_for(&self.bell, || self.board.outcome(round))
    }

    /// Returns whether this party is the leader.
    fn wait(&self, slot: usize) -> bool {
        let round = self.arrive(slot);
        self.outcome(round) == Outcome::Completed { leader: slot }
    }

    fn break_up(&self) {
        let turn = self.lock.lock().unwrap();
        self.board.break_up(1);
        drop(turn);
        self.bell.ring_all();
    }
}

#[test]
fn two_generations_have_one_leader_each_and_all_see_what_was_done() {
    in_every_order(|| {
        let barrier = Barrier::new(2);
        let run = |barrier: &Barrier, me: usize| {
            [1, 2].map(|generation| {
                barrier.data[me].store(generation, Relaxed);
                let leads = barrier.wait(me);
                assert!(barrier.data[1 - me].load(Relaxed) >= generation);
                leads
            })
        };
        let other = Arc::clone(&barrier);
        let other = thread::spawn(move || run(&other, 1));
        let mine = run(&barrier, 0);
        let theirs = other.join().unwrap();
        assert!(mine[0] != theirs[0] && mine[1] != theirs[1], "{mine:?} {theirs:?}");
    });
}

#[test]
fn who_finds_it_completed_at_once_sees_what_was_done_too() {
    in_every_order(|| {
        let barrier = Barrier::new(2);
        let round = barrier.arrive(0);
        let looker = Arc::clone(&barrier);
        let looker = thread::spawn(move || {
            if looker.board.outcome(round).is_some() {
                assert_eq!(looker.data[1].load(Relaxed), 7);
            }
        });
        barrier.data[1].store(7, Relaxed);
        barrier.arrive(1);
        looker.join().unwrap();
    });
}

#[test]
fn a_generation_that_was_completed_stays_so_if_the_next_one_breaks() {
    in_every_order(|| {
        let barrier = Barrier::new(2);
        let other = Arc::clone(&barrier);
        let other = thread::spawn(move || {
            let round = other.arrive(0);
            other.outcome(round)
        });
        let round = barrier.arrive(1);
        let mine = barrier.outcome(round);
        barrier.break_up();
        assert_eq!(other.join().unwrap(), mine);
    });
}

#[test]
fn who_waited_when_it_broke_is_told_though_it_was_mended_at_once() {
    in_every_order(|| {
        let barrier = Barrier::new(2);
        let round = barrier.arrive(0);
        let mender = Arc::clone(&barrier);
        let mender = thread::spawn(move || {
            let turn = mender.lock.lock().unwrap();
            mender.board.break_up(1);
            mender.board.mend();
            drop(turn);
            mender.bell.ring_all();
        });
        assert_eq!(barrier.outcome(round), Outcome::Broken { dead: 1 });
        mender.join().unwrap();
    });
}

/// Its mark, the leader's number and the round are three stores.
#[test]
fn if_the_last_to_arrive_dies_at_any_store_all_who_wait_agree() {
    for life in 0..=3 {
        in_every_order(move || {
            let barrier = Barrier::new(2);
            let round = barrier.arrive(0);
            let mortal = Arc::clone(&barrier);
            let mortal = thread::spawn(move || {
                LIFE.with(|left| left.set(life));
                mortal.arrive(1);
            });
            mortal.join().unwrap();
            let looker = Arc::clone(&barrier);
            let looker = thread::spawn(move || looker.break_up()); // It looked, and found it dead.
            let outcomes = [barrier.outcome(round), barrier.outcome(round)];
            assert_eq!(outcomes[0], outcomes[1]);
            let is_complete = matches!(outcomes[0], Outcome::Completed { leader: 1 });
            assert_eq!(is_complete, life == 3, "{outcomes:?}");
            looker.join().unwrap();
        });
    }
}
