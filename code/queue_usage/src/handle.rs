use std::fmt;
use std::sync::Arc;

use crate::queue::{End, Queue};

/// A place at one end of a queue, owned by one process: what `Sender` and `Receiver` have in
/// common.
pub(crate) struct Handle {
    queue: Arc<Queue>,
    side: Side,
    slot: usize,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Side {
    Sender,
    Receiver,
}

impl Handle {
    pub(crate) fn new(queue: Arc<Queue>, side: Side) -> Self {
        let slot = queue.ends(side).0.owners.claim();
        Handle { queue, side, slot }
    }

    /// The queue, for the process that owns this handle.
    ///
    /// # Panics
    ///
    /// In a child that got at its copy without capturing the handle, through a `Mutex` that it
    /// borrowed, say, or a thread-local variable.
    pub(crate) fn queue(&self) -> &Queue {
        assert!(
            self.end().owners.is_mine(self.slot),
            "this {:?} belongs to the process that forked this one: move it, or a clone made \
             before the fork, into the closure that spawn runs",
            self.side
        );
        &self.queue
    }

    pub(crate) fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ring = &self.queue.ring; // In a process that does not own the handle, too.
        f.debug_struct(&format!("{:?}", self.side))
            .field("len", &ring.len())
            .field("capacity", &ring.capacity())
            .finish_non_exhaustive()
    }

    fn end(&self) -> &End {
        self.queue.ends(self.side).0
    }
}

impl Clone for Handle {
    fn clone(&self) -> Self {
        self.queue();
        Handle::new(Arc::clone(&self.queue), self.side)
    }
}

impl Drop for Handle {
    /// Gives the place up, or hands it over to the child that this handle was moved into.
    fn drop(&mut self) {
        let (mine, others) = self.queue.ends(self.side);
        if mine.owners.give_up(self.slot) {
            others.bell.ring(); // Perhaps they now wait for nobody.
        }
    }
}
