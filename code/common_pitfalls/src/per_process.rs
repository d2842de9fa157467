use std::fmt;
use std::mem;

use crate::sys::forks;

/// A value that each process makes for itself, when it first asks.
///
/// A fork copies what the parent has made: the state of a random number generator, a connection,
/// an open file whose position it then shares. This notices the fork, and makes another one.
///
/// It notices each fork by `fork(2)` of the C library, and so each `spawn`: the C library then
/// calls what was registered by `pthread_atfork(3)`. It does **not** notice a fork by `_Fork(3)`,
/// which skips those functions, or by a raw system call, as `syscall(SYS_clone, ..)`. After one
/// of these the child goes on with what the parent had made.
///
/// What the parent had made is *forgotten* in the child, not dropped: a destructor there would
/// say goodbye on the parent's connection, or delete the parent's file. The child keeps its
/// memory, and its descriptors stay open.
// ANCHOR: per_process
pub struct PerProcess<T, F = fn() -> T> {
    make: F,
    made: Option<Made<T>>,
}

struct Made<T> {
    value: T,
    /// What [`forks`] said in the process that made it.
    forks: u64,
}
// ANCHOR_END: per_process

impl<T, F: FnMut() -> T> PerProcess<T, F> {
    /// Nothing is made yet: `make` runs in each process that calls [`get`](Self::get), once.
    pub const fn new(make: F) -> Self {
        Self { make, made: None }
    }

    /// This process's own value.
    ///
    /// If `make` itself forks, and returns in the child too, what it returns there is forgotten,
    /// and it runs again: it was begun in the parent, and may be the parent's in part.
    /// (One that forks each time it runs has no end of children.)
    ///
    /// # Panics
    ///
    /// If `make` does, and if the C library has no memory left to note down that we want to be
    /// told of forks.
    // ANCHOR: get
    pub fn get(&mut self) -> &mut T {
        self.forget_what_others_made();
        let make = &mut self.make;
        &mut self.made.get_or_insert_with(|| Made::here(make)).value
    }
    // ANCHOR_END: get
}

// ANCHOR: here
impl<T> Made<T> {
    fn here(make: &mut impl FnMut() -> T) -> Self {
        loop {
            let forks_before = forks();
            let value = make();
            if forks() == forks_before {
                return Self { value, forks: forks_before };
            }
            mem::forget(value); // `make` has forked, and this is the child.
        }
    }
}
// ANCHOR_END: here

impl<T, F> PerProcess<T, F> {
    // ANCHOR: forget
    fn forget_what_others_made(&mut self) {
        if let Some(made) = self.made.take_if(|made| made.forks != forks()) {
            mem::forget(made);
        }
    }
    // ANCHOR_END: forget
}

impl<T, F> Drop for PerProcess<T, F> {
    fn drop(&mut self) {
        self.forget_what_others_made();
    }
}

impl<T: fmt::Debug, F> fmt::Debug for PerProcess<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ours = self.made.as_ref().filter(|made| made.forks == forks());
        f.debug_tuple("PerProcess").field(&ours.map(|made| &made.value)).finish()
    }
}
