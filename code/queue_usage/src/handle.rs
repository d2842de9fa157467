use std::cell::Cell;
use std::fmt;
use std::os::unix::process::parent_id;
use std::process;
use std::sync::Arc;

use crate::end::End;
use crate::queue::{Queue, Side};

/// A place at one end of a queue, owned by one process: what `Sender` and `Receiver` have in
/// common.
pub(crate) struct Handle {
    queue: Arc<Queue>,
    side: Side,
    slot: usize,
    /// The process that last found itself named in the slot through this very handle.
    found_by: Cell<u32>,
}

impl Handle {
    pub(crate) fn new(queue: Arc<Queue>, side: Side) -> Self {
        let slot = queue.ends(side).0.owners.claim();
        Handle { queue, side, slot, found_by: Cell::new(process::id()) }
    }

    /// The queue, for the process that owns this handle.
    ///
    /// # Panics
    ///
    /// In a child that got at its copy without capturing the handle, through a `Mutex` that it
    /// borrowed, say, or a thread-local variable; and where a wild write has hit the table.
    pub(crate) fn queue(&self) -> &Queue {
        match self.end().owners.is_mine(self.slot) {
            Ok(me) => self.found_by.set(me),
            Err(owner) => self.refuse(owner),
        }
        &self.queue
    }

    #[cold]
    fn refuse(&self, owner: Option<u32>) -> ! {
        let side = self.side;
        assert!(
            self.found_by.get() != process::id(),
            "the queue's shared memory is damaged: this {side:?} is this process's, and the \
             table of owners no longer says so; a process that inherited the memory wrote over \
             it (a wild write in unsafe or foreign code)"
        );
        let owner = match owner {
            Some(pid) if pid == parent_id() => "the process that forked this one".into(),
            Some(pid) => {
                format!("process {pid}, says the queue's memory (if it is undamaged)")
            }
            None => "no process any more".into(),
        };
        panic!(
            "this {side:?} belongs to {owner}: move it, or a clone made before the fork, into \
             the closure that spawn runs"
        )
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
            others.bell.ring(); // Perhaps no process is left for them to wait for.
        }
    }
}
