//! Who draws the same numbers as whom.

use std::hash::{BuildHasher, RandomState};
use std::thread;

use fastrand::Rng;

use crate::common::different;

pub fn a_generator_made_before_the_fork_draws_the_same_everywhere() {
    let mut generator = Rng::with_seed(7);
    assert_eq!(different(|_| generator.u64(..)), 1);
    assert_eq!(different(|_| generator.fork().u64(..)), 1, "what is derived from it, too");
}

pub fn generators_seeded_by_number_draw_different_numbers() {
    assert_eq!(different(|child| Rng::with_seed(7 + child).u64(..)), 4);
}

pub fn the_generator_of_the_thread_is_copied_once_it_was_used() {
    fastrand::u64(..);
    assert_eq!(different(|_| fastrand::u64(..)), 1);
    assert_eq!(different(|_| Rng::new().u64(..)), 1, "new ones are seeded from it");
}

pub fn each_process_has_its_own_generator_of_the_thread_if_it_was_not_used_before() {
    assert_eq!(different(|_| fastrand::u64(..)), 4);
}

pub fn the_seed_of_hash_maps_is_copied_once_it_was_used() {
    let seed = || RandomState::new().hash_one(7);
    seed();
    assert_eq!(different(|_| seed()), 1);
}

/// The seed is kept for each thread, and what runs the tests has used that of this thread.
pub fn each_process_has_its_own_seed_of_hash_maps_if_it_was_not_used_before() {
    let seed = || RandomState::new().hash_one(7);
    assert_eq!(different(|_| thread::spawn(seed).join().unwrap()), 4);
}

pub fn the_kernels_numbers_differ() {
    getrandom::u64().unwrap();
    assert_eq!(different(|_| getrandom::u64().unwrap()), 4);
}
