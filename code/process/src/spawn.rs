use std::cell::Cell;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::unix::process::parent_id;
use std::panic::{self, AssertUnwindSafe};

use crate::alone::Alone;
use crate::child::Process;
use crate::sys::{self, Fork};

/// What Rust's own runtime ends with after a panic in `main`.
const PANICKED: i32 = 101;
/// For a child that was not let go. Its parent is dead, or waits for it and knows.
const NEVER_BEGAN: i32 = 102;

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
/// child prints is flushed when `work` returns; a thread that `work` started and that holds
/// stdout's lock holds this up. Other buffers, and C's, are their owners' business.
///
/// A copy is a copy: signal handlers are inherited, random number generators go on with the same
/// numbers in every child, and a lock that the caller holds while it forks is locked in the child
/// for good.
///
/// # Errors
///
/// - [`ResourceBusy`](io::ErrorKind::ResourceBusy): this process runs a second thread, or a
///   [`NoFork`](crate::NoFork) lives. The text says which, by the names of the threads, and what to
///   do. Threads that are about to end are waited for: see [`other_threads`](crate::other_threads).
/// - Whatever `fork(2)`, `pipe(2)` or `pidfd_open(2)` refuse with, such as
///   [`WouldBlock`](io::ErrorKind::WouldBlock) (EAGAIN) when the user or the control group may
///   have no more processes; and what writing to stdout fails with.
///
/// After an error, no part of `work` has run.
///
/// # Panics
///
/// If dropping what `work` captured panics in the parent. The child is killed before it begins.
///
/// # Limits of "never outlives"
///
/// The kernel forgets the arrangement when the child changes its user or group id, or becomes a
/// program with other rights (`prctl(2)`, PR_SET_PDEATHSIG). A program that the child starts by
/// other means than `spawn` was never part of it. A child that is the first in a new pid namespace
/// cannot see whether its parent died before it had asked for the arrangement.
// ANCHOR: spawn
pub fn spawn(work: impl FnOnce() + Send) -> io::Result<Process> {
    let alone = Alone::check()?;
    // Text left in the buffer would be printed by both.
    io::stdout().flush().map_err(|error| explain("flush stdout", &error))?;
    let parent = std::process::id();
    let (gate, opener) = io::pipe().map_err(|error| explain("pipe", &error))?;
    match sys::fork(alone)? {
        Fork::Child => {
            drop(opener);
            child(parent, gate, work)
        }
        Fork::Parent { child } => {
            let process = match sys::pidfd_open(child) {
                Ok(pidfd) => Process::new(child, parent, pidfd),
                Err(error) => {
                    drop(opener); // The gate will never open: the child ends.
                    sys::reap(child);
                    return Err(explain("pidfd_open", &error));
                }
            };
            hand_over(work, child);
            open(&opener);
            Ok(process)
        }
    }
}
// ANCHOR_END: spawn

// ANCHOR: child
/// The child's whole life. It must not return: its callers belong to the parent.
fn child(parent: u32, gate: PipeReader, work: impl FnOnce()) -> ! {
    let ending = panic::catch_unwind(AssertUnwindSafe(|| {
        if !may_begin(parent, gate) {
            return NEVER_BEGAN;
        }
        work();
        let _ = io::stdout().flush();
        0
    }));
    let code = ending.unwrap_or_else(|payload| {
        // Dropping what was thrown could throw again.
        std::mem::forget(payload);
        let _ = io::stdout().flush();
        PANICKED
    });
    sys::exit_now(code)
}
// ANCHOR_END: child

// ANCHOR: gate
/// Waits until the parent lets us begin, or is gone.
fn may_begin(parent: u32, mut gate: PipeReader) -> bool {
    HEIR.set(None); // The parent may have forked us in the middle of a handover.
    if let Err(error) = sys::die_with_parent() {
        eprintln!("this process cannot arrange to die with its parent: {error}");
        return false;
    }
    // If the parent died before this line, the kernel will not kill us, but we have another parent.
    // To a process that is the first in its pid namespace, every parent is 0.
    let is_parent = |id| id == parent || id == 0;
    gate.read_exact(&mut [0]).is_ok() && is_parent(parent_id())
}

/// Lets the child begin. The pipe has room for the byte, so this neither waits nor fails; if
/// the child is dead, `gate`'s other copy, which is ours, keeps SIGPIPE away.
fn open(mut opener: &PipeWriter) {
    let _ = opener.write_all(&[0]);
}
// ANCHOR_END: gate

// ANCHOR: heir
thread_local! {
    /// The child that is being given what its closure captured.
    static HEIR: Cell<Option<u32>> = const { Cell::new(None) };
}

/// While [`spawn`] drops `work` in the parent: the pid of the child to which all that it captured
/// now belongs. `None` at any other time, and on any other thread.
///
/// A handle on something that processes share asks this in its `Drop`, to hand its place over
/// instead of giving it up. The child begins only when all has been handed over.
#[must_use]
pub fn heir() -> Option<u32> {
    HEIR.try_with(Cell::get).ok().flatten()
}

fn hand_over(work: impl FnOnce(), child: u32) {
    /// Puts back what was there before, also when a drop panics or spawns for itself.
    struct Restore(Option<u32>);
    impl Drop for Restore {
        fn drop(&mut self) {
            HEIR.set(self.0);
        }
    }
    let _restore = Restore(HEIR.replace(Some(child)));
    drop(work);
}
// ANCHOR_END: heir

fn explain(what: &str, error: &io::Error) -> io::Error {
    let advice = match error.raw_os_error() {
        Some(libc::EMFILE | libc::ENFILE) => {
            ": spawn needs 3 descriptors, and each Process keeps 1: allow more (ulimit -n), or \
             join some first"
        }
        _ => "",
    };
    io::Error::new(error.kind(), format!("spawn: {what}: {error}{advice}"))
}
