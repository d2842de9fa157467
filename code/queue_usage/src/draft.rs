use shared_memory::LockGuard;

use crate::queue::Queue;

/// A message that lies in the ring, whole, and is not sent yet. Nobody else sends meanwhile.
///
/// Dropped, it was never there.
#[must_use = "a draft that is dropped is not sent"]
pub(crate) struct Draft<'q> {
    queue: &'q Queue,
    turn: LockGuard<'q>,
}

impl<'q> Draft<'q> {
    /// Of what was just written into the queue's ring, in this turn.
    pub(crate) fn new(queue: &'q Queue, turn: LockGuard<'q>) -> Self {
        Draft { queue, turn }
    }

    pub(crate) fn send(self) {
        self.queue.ring.publish();
        drop(self.turn);
        self.queue.receivers.bell.ring();
    }
}
