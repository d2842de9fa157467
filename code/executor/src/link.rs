//! The keeper as its parent has it.

use std::io;
use std::mem::ManuallyDrop;
use std::os::fd::{AsFd, AsRawFd};
use std::time::Duration;

use process::Process;
use process_pool::Pool;

use crate::codec::Packed;
use crate::keeper;
use crate::line::{Line, Progress};
use crate::sys::{self, Lent, Want};
use crate::wire::{News, kind_of};

/// When the executor ends, the keeper gets this long to see its workers off.
const GRACE: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) line: Line,
    pub(crate) keeper: Process,
    pub(crate) workers: usize,
}

impl Link {
    // ANCHOR: start
    /// Forks the keeper, which makes the pool by `build`, and waits until that stands. `build` is
    /// given `captured`, which is the keeper's from then on, and what each worker has to do first.
    pub(crate) fn start<C, B>(captured: C, build: B) -> io::Result<Link>
    where
        C: Sync,
        B: for<'f> FnOnce(&'f C, Leave) -> io::Result<Pool<'f, Packed, Packed>> + Send,
    {
        let (ours, theirs) = Line::pair()?;
        let mut ours = Some(ours);
        let copy = &mut ours;
        let captured = Lent::new(captured);
        let keeper = process::spawn(move || {
            drop(copy.take()); // The parent's end, of which the fork has made a copy.
            let captured = ManuallyDrop::new(captured);
            let leave = Leave(theirs.as_fd().as_raw_fd());
            keeper::keep(theirs, || build(captured.get(), leave));
        })?;
        let line = ours.expect("only the child took its copy");
        Link { line, keeper, workers: 0 }.ready()
    }
    // ANCHOR_END: start

    fn ready(mut self) -> io::Result<Link> {
        loop {
            match self.line.heard()? {
                Some(News::Ready { workers }) => return Ok(Link { workers, ..self }),
                Some(News::Refused { errno, text }) => {
                    return Err(io::Error::new(kind_of(errno), text));
                }
                _ => {}
            }
            sys::poll([(self.line.as_fd(), Want::Read)])?;
            if self.line.read()? == Progress::Ended {
                return Err(self.end().err().unwrap_or(io::ErrorKind::BrokenPipe.into()));
            }
        }
    }

    /// Ends the keeper, and through it the workers. After the work is done, they end well; what
    /// still runs is killed.
    ///
    /// # Errors
    ///
    /// If the keeper ended in another way.
    pub(crate) fn end(mut self) -> io::Result<()> {
        self.line.hang_up();
        let status = match self.keeper.join_timeout(GRACE)? {
            Some(status) => status,
            None => {
                self.keeper.kill()?;
                self.keeper.join()?
            }
        };
        if status.success() {
            return Ok(());
        }
        Err(io::Error::other(format!("the keeper of the pool has ended: {status}")))
    }
}

/// What a worker does first: it gives up its copy of the keeper's line, on which a task that
/// writes to a wrong descriptor would speak in the keeper's name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leave(i32);

impl Leave {
    pub(crate) fn leave(self) {
        sys::close_in_worker(self.0);
    }
}
