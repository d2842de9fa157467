use std::io;

use shared_memory::Mapping;

use crate::draft::Draft;
use crate::end::{End, GaveUp};
use crate::limit::Limit;
use crate::ring::{Chunk, Ring, Size};
use crate::words::Words;

/// What all handles of a queue share, in every process that has one.
pub(crate) struct Queue {
    pub(crate) ring: Ring<Words>,
    pub(crate) senders: End,
    pub(crate) receivers: End,
}

/// Which end a handle belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Side {
    Sender,
    Receiver,
}

impl Queue {
    pub(crate) fn new(capacity: usize, budget: usize) -> io::Result<Self> {
        let bytes = Ring::<Words>::words(capacity, budget)
            .and_then(|words| words.checked_mul(size_of::<u64>()))
            .ok_or_else(|| beyond_all_addresses(capacity, budget))?;
        let make = || {
            Ok(Queue {
                ring: Ring::new(Words(Mapping::sparse(bytes)?), capacity),
                senders: End::new()?,
                receivers: End::new()?,
            })
        };
        make().map_err(|error| refused(capacity, budget, bytes, &error))
    }

    /// The end of this side's handles, and the one that they deal with.
    pub(crate) fn ends(&self, side: Side) -> (&End, &End) {
        match side {
            Side::Sender => (&self.senders, &self.receivers),
            Side::Receiver => (&self.receivers, &self.senders),
        }
    }

    /// Sends `message`, waiting for room until `limit`.
    ///
    /// # Panics
    ///
    /// If there will never be room for it.
    pub(crate) fn send(&self, message: &[u8], bare: bool, limit: Limit) -> Result<(), GaveUp> {
        let (len, budget) = (message.len(), self.ring.bytes());
        assert!(
            len <= budget,
            "a message of {len} bytes is larger than the queue's budget of {budget}"
        );
        loop {
            if !self.receivers.owners.any() {
                return Err(GaveUp::Disconnected);
            }
            let turn = self.senders.turn(limit)?;
            match self.ring.write(message, bare) {
                Ok(()) => {
                    Draft::new(&self.ring, &self.receivers, turn).send();
                    return Ok(());
                }
                Err(head) => {
                    drop(turn);
                    let moved = || self.ring.head() != head;
                    self.senders.wait(&self.receivers, moved, limit)?;
                }
            }
        }
    }

    /// Writes `message` if that is possible without waiting for another process, and there is one
    /// to send it to.
    pub(crate) fn draft(&self, message: &[u8], bare: bool) -> Option<Draft<'_>> {
        let connected = self.receivers.owners.any();
        let turn = self.senders.turn_at_once().filter(|_| connected)?;
        self.ring.write(message, bare).ok()?;
        Some(Draft::new(&self.ring, &self.receivers, turn))
    }

    /// Moves the oldest message into `buffer`, waiting for one until `limit`.
    pub(crate) fn receive(
        &self,
        buffer: &mut Vec<Chunk>,
        limit: Limit,
    ) -> Result<Size, GaveUp> {
        loop {
            let turn = self.receivers.turn(limit)?;
            let received = self.ring.pop(buffer);
            drop(turn);
            match received {
                Ok(size) => {
                    self.senders.bell.ring_all();
                    return Ok(size);
                }
                Err(tail) => {
                    let moved = || self.ring.tail() != tail;
                    self.receivers.wait(&self.senders, moved, limit)?;
                }
            }
        }
    }
}

fn beyond_all_addresses(capacity: usize, budget: usize) -> io::Error {
    let text = format!(
        "a queue for {capacity} messages and {budget} bytes takes more memory than a process \
         can address: ask for a smaller capacity, or a smaller budget"
    );
    io::Error::new(io::ErrorKind::OutOfMemory, text)
}

/// What the kernel said, and what it was asked for.
fn refused(capacity: usize, budget: usize, bytes: usize, error: &io::Error) -> io::Error {
    let text = format!(
        "a queue for {capacity} messages and {budget} bytes takes {bytes} bytes of address \
         space and some more, and the system refuses them (does `ulimit -v` allow so many?): \
         {error}; a smaller capacity or budget takes less"
    );
    io::Error::new(error.kind(), text)
}
