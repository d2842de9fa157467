use shared_memory::LockGuard;

use crate::end::End;
use crate::ring::Ring;
use crate::words::Words;

/// A message that lies in the ring, whole, and is not sent yet. No other sender sends meanwhile.
///
/// Dropped, it was never there.
#[must_use = "a draft that is dropped is not sent"]
pub(crate) struct Draft<'q> {
    ring: &'q Ring<Words>,
    receivers: &'q End,
    turn: LockGuard<'q>,
}

impl<'q> Draft<'q> {
    /// Of what was just written into the ring, in this turn.
    pub(crate) fn new(ring: &'q Ring<Words>, receivers: &'q End, turn: LockGuard<'q>) -> Self {
        Draft { ring, receivers, turn }
    }

    pub(crate) fn send(self) {
        self.ring.publish();
        drop(self.turn);
        self.receivers.bell.ring_all();
    }
}
