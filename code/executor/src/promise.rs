//! Where a result meets the one who waits for it.

use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use process_pool::Cause;

/// An output, packed, or why there is none.
pub(crate) type Outcome = Result<Vec<u8>, Cause>;

/// A result that will come. The clerk keeps the promise, a ticket has it.
#[derive(Debug)]
pub(crate) struct Promise {
    state: Mutex<State>,
    kept: Condvar,
}

#[derive(Debug)]
enum State {
    /// It has not come; a task of an async runtime may want to be woken.
    Open(Option<Waker>),
    Kept(Outcome),
    /// It was taken, or is not wanted.
    Spent,
}

impl Promise {
    pub(crate) fn new() -> Promise {
        Promise { state: Mutex::new(State::Open(None)), kept: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // ANCHOR: keep
    /// The result is there. A waker is other people's code: it is called without the lock, and if
    /// it panics, that is not to be the end of all other tickets.
    pub(crate) fn keep(&self, outcome: Outcome) {
        let mut state = self.lock();
        let State::Open(waker) = &mut *state else { return };
        let waker = waker.take();
        *state = State::Kept(outcome);
        drop(state);
        self.kept.notify_all();
        let _ = panic::catch_unwind(AssertUnwindSafe(|| waker.map(Waker::wake)));
    }
    // ANCHOR_END: keep

    // ANCHOR: poll
    /// The result, or a promise to wake. What a waker drops may be the last executor, which waits
    /// for the clerk: so none is dropped under the lock.
    pub(crate) fn poll(&self, waker: &Waker) -> Poll<Outcome> {
        let fresh = Some(waker.clone());
        let mut state = self.lock();
        let (polled, _old) = match &mut *state {
            State::Open(waker) => (Poll::Pending, mem::replace(waker, fresh)),
            _ => (Poll::Ready(take(&mut state)), fresh),
        };
        drop(state);
        polled
    }
    // ANCHOR_END: poll

    /// Waits until the result is there, or `deadline` has passed.
    pub(crate) fn wait(&self, deadline: Option<Instant>) -> Option<Outcome> {
        let mut state = self.lock();
        while let State::Open(_) = *state {
            let left = deadline.map(|end| end.saturating_duration_since(Instant::now()));
            state = match left {
                None => self.kept.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => return None,
                Some(left) => {
                    let woken = self.kept.wait_timeout(state, left);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        Some(take(&mut state))
    }

    /// Forgets it. True: it was still open.
    pub(crate) fn renounce(&self) -> bool {
        let old = mem::replace(&mut *self.lock(), State::Spent);
        matches!(old, State::Open(_))
    }
}

/// # Panics
///
/// If the result was taken before.
fn take(state: &mut State) -> Outcome {
    match mem::replace(state, State::Spent) {
        State::Kept(outcome) => outcome,
        _ => panic!("this ticket has given its result already"),
    }
}
