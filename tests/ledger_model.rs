//! Every order in which the ledger's loads and stores can happen, by loom.
//!
//! Loom knows threads, not processes: here a thread plays a process, and a mutex the
//! array's lock. What a kill does in the middle of the C library is not in the model;
//! the crate's own tests kill for that.

#[path = "../code/multi_value_data_sharing/src/ledger.rs"]
#[expect(dead_code, reason = "no thread of the model panics with a token")]
mod ledger;

/// What the crate's `ledger.rs` is written in, in the model's version.
mod atomic {
    pub(crate) use loom::sync::atomic::{AtomicU32, AtomicU64, Ordering};
}

use loom::cell::UnsafeCell;
use loom::sync::atomic::{AtomicBool, Ordering::SeqCst};
use loom::sync::{Arc, Mutex};
use loom::thread;

use ledger::{Entry, Ledger};

const PARENT: u64 = 1;
const CHILD: u64 = 2;
const OTHER: u64 = 3;

/// An array of two elements, which loom watches: two who use one at once fail the model.
struct Model {
    lock: Mutex<()>,
    ledger: Ledger<2>,
    elements: [UnsafeCell<u32>; 2],
    poisoned: AtomicBool,
    child_is_dead: AtomicBool,
}

impl Model {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            lock: Mutex::new(()),
            ledger: Ledger::new(),
            elements: [UnsafeCell::new(0), UnsafeCell::new(0)],
            poisoned: AtomicBool::new(false),
            child_is_dead: AtomicBool::new(false),
        })
    }

    fn divide(&self, parts: usize) -> u64 {
        let _locked = self.lock.lock().unwrap();
        self.ledger.divide(parts, PARENT)
    }

    /// What `Part::claim` does.
    fn claim(&self, entry: Entry, me: u64) -> bool {
        let _locked = self.lock.lock().unwrap();
        self.ledger.claim(entry, me).is_ok()
    }

    fn use_element(&self, index: usize) {
        self.elements[index].with_mut(drop);
    }

    /// What `Array::try_lock` does. Whether it got the array.
    fn use_all(&self) -> bool {
        let _locked = self.lock.lock().unwrap();
        if self.ledger.is_divided() && self.parts_out() > 0 {
            return false;
        }
        self.use_element(0);
        self.use_element(1);
        true
    }

    fn parts_out(&self) -> usize {
        let is_alive = |who| who != CHILD || !self.child_is_dead.load(SeqCst);
        self.ledger.settle(is_alive, || self.poisoned.store(true, SeqCst)).out
    }
}

fn is(me: u64) -> impl Fn(u64) -> bool {
    move |owner| owner == me
}

fn entry(division: u64, index: usize) -> Entry {
    Entry { division, index }
}

// ANCHOR: model
#[test]
fn two_copies_of_a_token_and_one_who_wants_all_never_meet() {
    loom::model(|| {
        let model = Model::new();
        let token = entry(model.divide(2), 0);
        let copies = [CHILD, OTHER].map(|me| {
            let model = Arc::clone(&model);
            thread::spawn(move || {
                let claimed = model.claim(token, me);
                if claimed {
                    model.use_element(0);
                    model.ledger.give_back(token);
                }
                claimed
            })
        });
        model.ledger.give_up(entry(token.division, 1), is(PARENT));
        model.use_all();
        let claimed = copies.map(|copy| copy.join().unwrap());
        assert!(claimed.iter().filter(|claimed| **claimed).count() == 1);
        assert!(model.use_all(), "everything is back");
    });
}
// ANCHOR_END: model

#[test]
fn a_token_that_its_owner_drops_is_claimed_by_a_copy_or_not_at_all() {
    loom::model(|| {
        let model = Model::new();
        let token = entry(model.divide(1), 0);
        let copy = {
            let model = Arc::clone(&model);
            thread::spawn(move || {
                if model.claim(token, CHILD) {
                    model.use_element(0);
                    model.use_element(1);
                    model.ledger.give_back(token);
                }
            })
        };
        model.ledger.give_up(token, is(PARENT));
        model.use_all();
        copy.join().unwrap();
        assert!(model.use_all(), "everything is back");
    });
}

#[test]
fn a_token_that_is_handed_over_is_claimed_once_and_comes_back() {
    loom::model(|| {
        let model = Model::new();
        let token = entry(model.divide(1), 0);
        model.ledger.hand_over(token, is(PARENT), CHILD);
        let child = {
            let model = Arc::clone(&model);
            thread::spawn(move || {
                assert!(model.claim(token, CHILD));
                model.use_element(1);
                model.ledger.give_back(token);
            })
        };
        model.ledger.give_up(token, is(PARENT)); // A copy that is not the owner's any more.
        model.use_all();
        child.join().unwrap();
        assert!(!model.claim(token, CHILD), "used up");
        assert!(model.use_all(), "everything is back");
    });
}

#[test]
fn one_who_dies_with_a_claim_poisons_and_is_taken_back() {
    loom::model(|| {
        let model = Model::new();
        let token = entry(model.divide(1), 0);
        model.ledger.hand_over(token, is(PARENT), CHILD);
        let child = {
            let model = Arc::clone(&model);
            thread::spawn(move || {
                assert!(model.claim(token, CHILD));
                model.use_element(0);
                model.child_is_dead.store(true, SeqCst);
            })
        };
        if model.use_all() {
            assert!(model.poisoned.load(SeqCst), "torn, and nothing said so");
        }
        child.join().unwrap();
        assert!(model.use_all());
        assert!(model.poisoned.load(SeqCst));
    });
}

#[test]
fn one_who_dies_before_the_claim_poisons_too() {
    loom::model(|| {
        let model = Model::new();
        let token = entry(model.divide(1), 0);
        model.ledger.hand_over(token, is(PARENT), CHILD);
        let child = {
            let model = Arc::clone(&model);
            thread::spawn(move || model.child_is_dead.store(true, SeqCst))
        };
        if model.use_all() {
            assert!(model.poisoned.load(SeqCst), "unfinished, and nothing said so");
        }
        child.join().unwrap();
        assert!(model.use_all());
        assert!(model.poisoned.load(SeqCst));
    });
}

#[test]
fn one_who_gives_its_part_back_and_dies_poisons_nothing() {
    for claims in [true, false] {
        loom::model(move || {
            let model = Model::new();
            let token = entry(model.divide(1), 0);
            model.ledger.hand_over(token, is(PARENT), CHILD);
            let child = {
                let model = Arc::clone(&model);
                thread::spawn(move || {
                    if claims {
                        assert!(model.claim(token, CHILD));
                        model.use_element(0);
                        model.ledger.give_back(token);
                    } else {
                        model.ledger.give_up(token, is(CHILD));
                    }
                    model.child_is_dead.store(true, SeqCst);
                })
            };
            model.use_all();
            child.join().unwrap();
            assert!(model.use_all(), "everything is back");
            assert!(!model.poisoned.load(SeqCst), "it died with nothing");
        });
    }
}

#[test]
fn a_token_of_an_earlier_division_claims_nothing() {
    loom::model(|| {
        let model = Model::new();
        let old = entry(model.divide(1), 0); // Of both elements.
        let stale = {
            let model = Arc::clone(&model);
            thread::spawn(move || {
                if model.claim(old, OTHER) {
                    model.use_element(0);
                    model.use_element(1);
                    model.ledger.give_back(old);
                }
            })
        };
        model.ledger.give_up(old, is(PARENT));
        if model.use_all() {
            let new = entry(model.divide(2), 1); // Of the second element alone.
            model.ledger.give_up(old, is(PARENT));
            assert!(model.claim(new, PARENT));
            model.use_element(1);
            model.ledger.give_back(new);
        }
        stale.join().unwrap();
    });
}
