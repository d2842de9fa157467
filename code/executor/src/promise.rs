//! Where a result meets the one who waits for it.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use process_pool::Cause;

/// An output, packed, or why there is none.
pub(crate) type Outcome = Result<Vec<u8>, Cause>;

/// A result that will come. The clerk keeps the promise, a ticket has it.
#[derive(Debug)]
pub(crate) struct Promise(Mutex<State>);

#[derive(Debug)]
enum State {
    /// It has not come; a thread or an async task may want to be woken.
    Open(Option<Waker>),
    Kept(Outcome),
    /// It was taken, or is not wanted.
    Spent,
}

impl Promise {
    pub(crate) fn new() -> Promise {
        Promise(Mutex::new(State::Open(None)))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // ANCHOR: keep
    /// The result is there. Who waits for it is returned, to be woken without any lock: a waker is
    /// other people's code.
    #[must_use]
    pub(crate) fn keep(&self, outcome: Outcome) -> Option<Waker> {
        let mut state = self.lock();
        let State::Open(waker) = &mut *state else { return None };
        let waker = waker.take();
        *state = State::Kept(outcome);
        waker
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

    // ANCHOR: wait
    /// Waits until the result is there, or `deadline` has passed.
    pub(crate) fn wait(&self, deadline: Option<Instant>) -> Option<Outcome> {
        let waker = Waker::from(Arc::new(Parked(thread::current())));
        loop {
            if let Poll::Ready(outcome) = self.poll(&waker) {
                return Some(outcome);
            }
            match deadline.map(|end| end.saturating_duration_since(Instant::now())) {
                None => thread::park(),
                Some(Duration::ZERO) => return None,
                Some(left) => thread::park_timeout(left),
            }
        }
    }
    // ANCHOR_END: wait

    /// Forgets it. True: it was still open.
    pub(crate) fn renounce(&self) -> bool {
        let old = mem::replace(&mut *self.lock(), State::Spent);
        matches!(old, State::Open(_))
    }
}

/// A thread that waits for a result.
struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
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
