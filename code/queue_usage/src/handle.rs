use std::fmt;
use std::sync::Arc;

use shared_memory::owners::{Name, Place};

use crate::end::End;
use crate::queue::{Queue, Side};

/// A place at one end of a queue, owned by one process: what `Sender` and `Receiver` have in
/// common.
pub(crate) struct Handle {
    queue: Arc<Queue>,
    side: Side,
    place: Place,
}

impl Handle {
    pub(crate) fn new(queue: Arc<Queue>, side: Side) -> Self {
        let place = queue.ends(side).0.owners.claim();
        let place = place.expect("a queue has room for 65,536 handles of each kind");
        Handle { queue, side, place }
    }

    /// The queue, for the process that owns this handle.
    ///
    /// # Panics
    ///
    /// Where [`Owners::require`](shared_memory::owners::Owners::require) does.
    pub(crate) fn queue(&self) -> &Queue {
        self.end().owners.require(&self.place, name(self.side));
        &self.queue
    }

    pub(crate) fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ring = &self.queue.ring; // In a process that does not own the handle, too.
        f.debug_struct(name(self.side).thing)
            .field("len", &ring.len())
            .field("capacity", &ring.capacity())
            .finish_non_exhaustive()
    }

    fn end(&self) -> &End {
        self.queue.ends(self.side).0
    }
}

fn name(side: Side) -> Name {
    let thing = match side {
        Side::Sender => "Sender",
        Side::Receiver => "Receiver",
    };
    Name { thing, of: "queue", movable: "it, or a clone made before the fork," }
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
        if mine.owners.give_up(&self.place) {
            others.bell.ring_all(); // Perhaps no process is left for them to wait for.
        }
    }
}
