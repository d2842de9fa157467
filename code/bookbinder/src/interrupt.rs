//! Ctrl-C and its like: what was begun is taken down before bookbinder ends.

use std::fs;
use std::io;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::pipe;

use crate::error::Error;

const SIGNALS: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static WAITING: AtomicBool = AtomicBool::new(false);

/// From now on a signal that asks this process to end does not end it at once: the processes that it
/// has started are asked to end, and the next [`check`] fails. A second signal does end it.
///
/// # Errors
/// The signals cannot be caught, or a thread cannot be started.
pub fn watch() -> io::Result<()> {
    let mut signals = Signals::new(SIGNALS)?;
    let take_down = move || {
        for _ in signals.forever() {
            if INTERRUPTED.swap(true, Ordering::SeqCst) || WAITING.load(Ordering::SeqCst) {
                std::process::exit(STATUS.into());
            }
            terminate_children();
        }
    };
    thread::Builder::new().name("signals".to_owned()).spawn(take_down).map(drop)
}

/// The exit status of a process that was interrupted, as shells have it for SIGINT.
pub const STATUS: u8 = 130;

/// Whether to go on.
///
/// # Errors
/// [`Error::Interrupted`] once a signal has arrived.
pub fn check() -> Result<(), Error> {
    if INTERRUPTED.load(Ordering::SeqCst) { Err(Error::Interrupted) } else { Ok(()) }
}

/// Waits for something while there is nothing to take down: a signal ends the process at once.
pub(crate) fn while_waiting<T>(wait: impl FnOnce() -> T) -> Result<T, Error> {
    WAITING.store(true, Ordering::SeqCst);
    // A signal that came before that line was told nothing of the waiting.
    check()?;
    let result = wait();
    WAITING.store(false, Ordering::SeqCst);
    Ok(result)
}

/// A descriptor that becomes readable when a signal asks this process to end.
pub(crate) fn descriptor() -> io::Result<UnixStream> {
    let (readable, written) = UnixStream::pair()?;
    for signal in SIGNALS {
        pipe::register(signal, written.try_clone()?)?;
    }
    Ok(readable)
}

/// The processes that this one has started and not yet reaped, see `proc_pid_task_children(5)`.
pub(crate) fn children() -> Vec<Pid> {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let lists = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    let pids = lists.flat_map(|list| {
        list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<i32>>()
    });
    pids.filter_map(Pid::from_raw).collect()
}

fn terminate_children() {
    for child in children() {
        // It may have ended by itself since it was listed, which is as good.
        let _ = kill_process(child, Signal::TERM);
    }
}
