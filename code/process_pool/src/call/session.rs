use std::fmt;
use std::io;
use std::iter::{self, Empty};
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Call, STILLBORN};
use crate::crew::Crew;
use crate::error::{Cause, TaskError};
use crate::frame;
use crate::orders::Orders;
use crate::pace::Ahead;
use crate::results::{Results, Unordered};
use crate::seat::Sentence;

/// A place that could not be filled is tried again after so long.
const PATIENCE: Duration = Duration::from_secs(1);

/// A call whose tasks are handed in one by one, and cancelled one by one, by a caller that has other
/// things to wait for as well: made by [`Pool::session`](crate::Pool::session).
///
/// It is the seam for what drives a pool by itself, such as an executor. What it promises of deaths,
/// limits and attempts is what every call of the pool promises.
///
/// ```standalone_crate
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut pool = process_pool::Pool::new(2, |n: u64| n * n * n)?;
/// let mut session = pool.session();
/// let two = session.submit(2);
/// let three = session.submit(3);
/// session.cancel(two);
/// assert_eq!(session.wait(&[], None)?, Some((three, Ok(27))));
/// # Ok(())
/// # }
/// ```
///
/// [`wait`](Session::wait) does all the work: it hands out, collects, replaces and enforces. Between
/// two calls of it the workers go on with what they were given.
///
/// Dropping it abandons what is out, as a dropped iterator of [`imap`](crate::Pool::imap) does.
#[must_use = "dropping a session abandons its tasks"]
pub struct Session<'p, 'f, In, Out> {
    call: Call<'p, 'f, Empty<In>, Unordered<Out>>,
    /// When places without a worker are tried again.
    retry: Instant,
}

impl<'p, 'f, In: Serialize, Out: DeserializeOwned> Session<'p, 'f, In, Out> {
    pub(crate) fn new(crew: &'p mut Crew<'f>) -> Self {
        crew.open_call();
        let orders = Orders::new(iter::empty(), None);
        let call = Call::opened(crew, orders, Unordered::new(), Ahead::All);
        Session { call, retry: Instant::now() + PATIENCE }
    }

    /// Hands in a task; says its index, counted from 0. It never blocks: what does not fit on a tray
    /// waits in this process, serialized.
    pub fn submit(&mut self, input: In) -> usize {
        match frame::pack(&input) {
            Ok(input) => self.call.orders.push(input),
            Err(refused) => {
                let index = self.call.orders.next_index();
                self.call.refuse(index, Cause::Codec(format!("its input {refused}")));
                index
            }
        }
    }

    /// Cancels a task, and only that one. If it waits, it is never begun. If it runs, it is killed
    /// with its worker, which is replaced. It has no result then. If it has finished, it has one all
    /// the same; an index that has no task means nothing.
    pub fn cancel(&mut self, index: usize) {
        if self.call.orders.remove(index) {
            self.call.results.forgo(index);
            return;
        }
        let seats = &mut self.call.crew.seats;
        let Some(seat) = seats.iter_mut().find(|seat| seat.holds(index)) else { return };
        let mut waiting = seat.condemn(Sentence::Cancelled, |seat| seat.is_running(index));
        let before = waiting.len();
        waiting.retain(|(other, _)| *other != index);
        if waiting.len() < before {
            self.call.results.forgo(index);
        }
        self.call.orders.again(waiting);
    }

    /// The next result, with its index. Waits until there is one, or one of `also` is readable or
    /// hung up, or `limit` has passed: then `None`. `None` also where nothing could ever come: no
    /// task is pending, there is nothing else to wait for, and no limit.
    ///
    /// While results are there, `also` is not looked at.
    ///
    /// # Errors
    ///
    /// Those of `poll(2)`: more descriptors than this process may have open.
    ///
    /// # Panics
    ///
    /// In a child that inherited the session; and where a `Deserialize` does.
    pub fn wait(
        &mut self,
        also: &[BorrowedFd<'_>],
        limit: Option<Duration>,
    ) -> io::Result<Option<(usize, Result<Out, TaskError>)>> {
        let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
        loop {
            if let Some(result) = self.call.results.take() {
                return Ok(Some(result));
            }
            let left = deadline.map(|deadline| deadline - Instant::now().min(deadline));
            if left.is_none() && also.is_empty() && self.pending() == 0 {
                return Ok(None);
            }
            let beside = self.turn(also, left)?;
            if beside || left.is_some_and(|left| left.is_zero()) {
                return Ok(self.call.results.take());
            }
        }
    }

    /// Hands out, waits once, and sees to what has happened. True: one of `also` is readable.
    fn turn(&mut self, also: &[BorrowedFd<'_>], limit: Option<Duration>) -> io::Result<bool> {
        self.call.crew.check_home();
        self.fill_places();
        let came = self.call.results.came;
        let more = self.call.hand_out();
        let at_once = more || self.call.results.came > came;
        let limit = if at_once { Some(Duration::ZERO) } else { self.or_retry(limit) };
        self.call.wait_beside(also, limit)
    }

    /// The limit of a wait, after which a place without a worker may be tried again.
    fn or_retry(&self, limit: Option<Duration>) -> Option<Duration> {
        let incomplete = !self.call.crew.is_complete();
        let retry = incomplete.then(|| self.retry.saturating_duration_since(Instant::now()));
        limit.into_iter().chain(retry).min()
    }

    /// A call may be short, and the next one tries again; a session may be long.
    fn fill_places(&mut self) {
        if self.call.crew.is_complete() || Instant::now() < self.retry {
            return;
        }
        self.retry = Instant::now() + PATIENCE;
        self.call.stillborn = self.call.stillborn.min(STILLBORN - 1); // One chance more.
        self.call.crew.fill_up();
    }

    /// How many tasks were handed in and, as far as is known, not begun.
    pub fn waiting(&self) -> usize {
        let seats = self.call.crew.seats.iter();
        self.call.orders.waiting() + seats.map(|seat| seat.waiting()).sum::<usize>()
    }

    /// How many tasks were handed in whose result was not given yet. One that was cancelled while it
    /// ran counts until its worker has ended.
    pub fn pending(&self) -> usize {
        self.call.orders.taken() - self.call.results.taken
    }
}

impl<In, Out> fmt::Debug for Session<'_, '_, In, Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("taken", &self.call.results.taken)
            .finish_non_exhaustive()
    }
}
