use std::io::{self, PipeReader, Read, Write};
use std::os::unix::process::parent_id;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crate::alone::Alone;
use crate::child::Process;
use crate::sys::{self, Fork};

/// What Rust's own runtime ends with after a panic in `main`.
const PANICKED: i32 = 101;

/// Forks this process and runs `work` in the child.
///
/// The child begins with a copy of all the memory of the parent, so `work` uses whatever it
/// captured without any of it being sent. It ends when `work` returns, with exit code 0; when
/// `work` panics, with 101 (with SIGABRT under `panic = "abort"`). It never outlives its parent:
/// the kernel kills it when the parent ends, however that ends.
///
/// What `work` captured by move is the child's. There are two copies of it after the fork, and both
/// are dropped, the parent's before the child begins: a captured temporary directory is gone when
/// the child looks for it, text in a captured `BufWriter` is written twice, and a captured
/// `Process` is waited for. Capture by reference what the parent must keep.
///
/// What the parent had printed but not flushed is flushed first, or both would print it. What the
/// child prints is flushed when `work` returns. Other buffers, and C's, are their owners' business.
///
/// # Errors
///
/// - [`ResourceBusy`](io::ErrorKind::ResourceBusy): this process runs a second thread, or a
///   [`NoFork`](crate::NoFork) lives. The text says which, and what to do.
/// - Whatever `fork(2)`, `pipe(2)` or `pidfd_open(2)` refuse with, such as
///   [`WouldBlock`](io::ErrorKind::WouldBlock) (EAGAIN) when the user or the control group may
///   have no more processes.
///
/// After an error, no part of `work` has run.
///
/// # Limits of "never outlives"
///
/// The kernel forgets the arrangement when the child changes its user or group id
/// (`prctl(2)`, PR_SET_PDEATHSIG). A program that the child starts by other means than `spawn` was
/// never part of it.
// ANCHOR: spawn
pub fn spawn(work: impl FnOnce() + Send) -> io::Result<Process> {
    let alone = Alone::check()?;
    // Text left in the buffer would be printed by both. If stdout is broken, nothing helps it.
    let _ = io::stdout().flush();
    let parent = std::process::id();
    let (gate, opener) = io::pipe()?;
    match sys::fork(alone)? {
        Fork::Child => {
            drop(opener);
            child(parent, gate, work)
        }
        Fork::Parent { child } => {
            drop(gate);
            let process = Process::adopt(child)?;
            hand_over(work, child);
            drop(opener); // The child reads the end of the pipe, and begins.
            Ok(process)
        }
    }
}
// ANCHOR_END: spawn

// ANCHOR: child
/// The child's whole life. It must not return: its callers belong to the parent.
fn child(parent: u32, gate: PipeReader, work: impl FnOnce()) -> ! {
    let ending = panic::catch_unwind(AssertUnwindSafe(|| {
        get_ready(gate);
        // If the parent died before we had asked to die with it, we have another one now.
        if parent_id() == parent {
            work();
        }
        let _ = io::stdout().flush();
    }));
    let code = match ending {
        Ok(()) => 0,
        Err(payload) => {
            // Dropping what was thrown could throw again.
            std::mem::forget(payload);
            let _ = io::stdout().flush();
            PANICKED
        }
    };
    sys::exit_now(code)
}
// ANCHOR_END: child

/// Returns when the parent has closed its end of the pipe: it holds our pidfd, and has given up
/// what we captured. It also returns when the parent died.
fn get_ready(mut gate: PipeReader) {
    HEIR.store(0, Relaxed); // The parent may have forked us in the middle of a handover.
    sys::die_with_parent();
    let _ = gate.read_to_end(&mut Vec::new());
}

/// The child that is being given what its closure captured; 0 at all other times.
static HEIR: AtomicU32 = AtomicU32::new(0);

/// While [`spawn`] drops `work` in the parent: the pid of the child to which all that it captured
/// now belongs. `None` at any other time.
///
/// A handle on something that processes share asks this in its `Drop`, to hand its place over
/// instead of giving it up. The child begins only when all has been handed over.
pub fn heir() -> Option<u32> {
    match HEIR.load(Relaxed) {
        0 => None,
        child => Some(child),
    }
}

fn hand_over(work: impl FnOnce(), child: u32) {
    /// Puts back what was there before, also when a drop panics or spawns for itself.
    struct Restore(u32);
    impl Drop for Restore {
        fn drop(&mut self) {
            HEIR.store(self.0, Relaxed);
        }
    }
    let _restore = Restore(HEIR.swap(child, Relaxed));
    drop(work);
}
