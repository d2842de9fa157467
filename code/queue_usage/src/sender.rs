use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use crossbeam_channel::{SendError, SendTimeoutError, TrySendError};
use serde::Serialize;
use shared_memory::alive;

use crate::end::GaveUp;
use crate::handle::Handle;
use crate::limit::Limit;
use crate::message;
use crate::queue::Queue;
use crate::writer::Written;

/// The sending side of a queue, made by [`bounded`](crate::bounded).
///
/// A clone is one more sender. A sender that is moved into a closure for
/// [`process::spawn`] is the child's from then on. It is not `Sync`: it cannot be borrowed by a
/// closure for `spawn`, which would have it in two processes.
///
/// # Panics
///
/// Every method panics in a process that does not own the handle, in a child that
/// got at its copy of a parent's sender in some other way than by capturing it. And
/// [`clone`](Clone::clone) panics where 65,536 senders live already.
pub struct Sender<T> {
    handle: Handle,
    buffer: Cell<Vec<u8>>,
    looked: Cell<Moment>,
    sends: PhantomData<fn(T)>,
}

/// A stretch of time in which no death is known to this process.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Moment {
    tick: u64,
    reaped: u64,
}

impl Moment {
    fn now() -> Self {
        let (tick, reaped) = (alive::tick(), process::reaped());
        Moment { tick, reaped }
    }
}

impl<T: Serialize> Sender<T> {
    /// Sends `value`, waiting for as long as the queue is full.
    ///
    /// # Errors
    ///
    /// No living process owns a receiver. The error gives the value back.
    ///
    /// # Panics
    ///
    /// If the value does not serialize, or takes more bytes than the queue's budget. The queue
    /// goes on as if nothing had been sent.
    ///
    /// A `Serialize` that passes 4096 bytes or more to `serialize_bytes` or `serialize_str`, and
    /// nothing else, should return then: other senders wait until it does, and if it sends on
    /// this very queue, that panics.
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        match self.send_within(&value, Limit::Never) {
            Ok(()) => Ok(()),
            Err(_) => Err(SendError(value)),
        }
    }

    /// Sends `value` if there is room for it now. It may wait for another process that is just
    /// copying a message of its own into the queue; if that one was stopped (SIGSTOP, a debugger),
    /// until it goes on. [`send_timeout`](Self::send_timeout) with no time at all does not wait.
    ///
    /// # Errors
    ///
    /// The queue is full, or no living process owns a receiver. Both give the value back.
    ///
    /// # Panics
    ///
    /// As [`send`](Self::send).
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        match self.send_within(&value, Limit::Now) {
            Ok(()) => Ok(()),
            Err(GaveUp::TimedOut) => Err(TrySendError::Full(value)),
            Err(GaveUp::Disconnected) => Err(TrySendError::Disconnected(value)),
        }
    }

    /// Sends `value`, waiting for room for as long as `timeout` by the monotonic clock.
    ///
    /// # Errors
    ///
    /// The time is up, or no living process owns a receiver. Both give the value back.
    ///
    /// # Panics
    ///
    /// As [`send`](Self::send).
    pub fn send_timeout(
        &self,
        value: T,
        timeout: Duration,
    ) -> Result<(), SendTimeoutError<T>> {
        match self.send_within(&value, Limit::after(timeout)) {
            Ok(()) => Ok(()),
            Err(GaveUp::TimedOut) => Err(SendTimeoutError::Timeout(value)),
            Err(GaveUp::Disconnected) => Err(SendTimeoutError::Disconnected(value)),
        }
    }

    fn send_within(&self, value: &T, limit: Limit) -> Result<(), GaveUp> {
        let queue = self.handle.queue();
        self.look_who_lives(queue);
        let Written { draft, bytes, bare } = message::encode(value, queue, self.buffer.take());
        let sent = match draft {
            Some(draft) => {
                draft.send();
                Ok(())
            }
            None => queue.send(&bytes, bare, limit),
        };
        self.buffer.set(message::keep(bytes));
        sent
    }

    /// A sender that is never made to wait looks for living receivers all the same: at every
    /// tick of the kernel's clock, and when this process has seen one of its children end.
    fn look_who_lives(&self, queue: &Queue) {
        let moment = Moment::now();
        if self.looked.replace(moment) != moment {
            queue.receivers.owners.any_alive();
        }
    }
}

impl<T> Sender<T> {
    pub(crate) fn new(handle: Handle) -> Self {
        Sender {
            handle,
            buffer: Cell::default(),
            looked: Cell::new(Moment::now()),
            sends: PhantomData,
        }
    }

    /// Messages that wait in the queue: as many as did at one moment during this call.
    #[must_use]
    pub fn len(&self) -> usize {
        self.handle.queue().ring.len()
    }

    /// Whether no message waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether as many messages wait as the capacity allows.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.len() == self.capacity()
    }

    /// Messages that may wait.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.handle.queue().ring.capacity()
    }
}

impl<T> Clone for Sender<T> {
    /// One more sender, owned by this process.
    fn clone(&self) -> Self {
        Sender::new(self.handle.clone())
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handle.describe(f)
    }
}
