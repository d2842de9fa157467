use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::end::GaveUp;
use crate::error::{RecvError, RecvTimeoutError, TryRecvError};
use crate::handle::Handle;
use crate::limit::Limit;
use crate::message;
use crate::ring::Chunk;

/// The receiving side of a queue, made by [`bounded`](crate::bounded).
///
/// A message is owned by the process that receives it, so a `&str` is none:
///
/// ```compile_fail
/// let (_sender, receiver) = queue_usage::bounded::<&str>(1).unwrap();
/// let _ = receiver.recv();
/// ```
///
/// A clone is one more receiver; every message goes to one of them. What was said of
/// [`Sender`](crate::Sender) about closures, children and panics holds here too.
pub struct Receiver<T> {
    handle: Handle,
    buffer: Cell<Vec<Chunk>>,
    receives: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Receiver<T> {
    /// Takes the oldest message, waiting for as long as the queue is empty.
    ///
    /// A process that is killed in here has taken its message or not. If it has, the message is
    /// lost with it.
    ///
    /// # Errors
    ///
    /// The queue is empty, and no living process owns a sender. Or a message came whose bytes do
    /// not make a `T` ([`RecvError::Codec`]): it is gone then, and the queue goes on.
    pub fn recv(&self) -> Result<T, RecvError> {
        match self.recv_within(Limit::Never) {
            Ok(message) => message.map_err(RecvError::Codec),
            Err(_) => Err(RecvError::Disconnected),
        }
    }

    /// Takes the oldest message if there is one now. It may wait for another process that is just
    /// copying a message of its own out of the queue; if that one was stopped (SIGSTOP, a debugger),
    /// until it goes on. [`recv_timeout`](Self::recv_timeout) with no time at all does not wait.
    ///
    /// # Errors
    ///
    /// The queue is empty; `Disconnected` if moreover no living process owns a sender. And as
    /// [`recv`](Self::recv), for a message whose bytes do not make a `T`.
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        match self.recv_within(Limit::Now) {
            Ok(message) => message.map_err(TryRecvError::Codec),
            Err(GaveUp::TimedOut) => Err(TryRecvError::Empty),
            Err(GaveUp::Disconnected) => Err(TryRecvError::Disconnected),
        }
    }

    /// Takes the oldest message, waiting for one for as long as `timeout` by the monotonic clock.
    ///
    /// # Errors
    ///
    /// The time is up, perhaps since other receivers took all that came; or the queue is empty, and
    /// no living process owns a sender. And as [`recv`](Self::recv), for a message whose bytes do
    /// not make a `T`.
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        match self.recv_within(Limit::after(timeout)) {
            Ok(message) => message.map_err(RecvTimeoutError::Codec),
            Err(GaveUp::TimedOut) => Err(RecvTimeoutError::Timeout),
            Err(GaveUp::Disconnected) => Err(RecvTimeoutError::Disconnected),
        }
    }

    /// A message, or why its bytes are none.
    fn recv_within(&self, limit: Limit) -> Result<Result<T, String>, GaveUp> {
        let queue = self.handle.queue();
        let mut buffer = self.buffer.take();
        let received = queue.receive(&mut buffer, limit);
        let message = received.map(|size| message::decode(size, &mut buffer));
        self.buffer.set(message::keep(buffer));
        message
    }
}

impl<T> Receiver<T> {
    pub(crate) fn new(handle: Handle) -> Self {
        Receiver { handle, buffer: Cell::default(), receives: PhantomData }
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

impl<T> Clone for Receiver<T> {
    /// One more receiver, owned by this process.
    fn clone(&self) -> Self {
        Receiver::new(self.handle.clone())
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handle.describe(f)
    }
}
