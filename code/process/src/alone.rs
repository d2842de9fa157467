use std::fmt::Display;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::thread;
use std::time::{Duration, Instant};

use crate::no_fork::NoFork;

/// A thread that was joined is still counted for a moment, 4 ms at the most that was measured.
const JOINED_THREADS_GO_WITHIN: Duration = Duration::from_millis(20);

/// The proof that a fork is harmless now: this is the process's only thread, and no [`NoFork`]
/// lives. Nothing but the holder's own next step can change that.
pub(crate) struct Alone(());

impl Alone {
    // ANCHOR: alone
    pub(crate) fn check() -> io::Result<Alone> {
        let patience = Instant::now() + JOINED_THREADS_GO_WITHIN;
        while threads()? > 1 {
            if Instant::now() > patience {
                return Err(refusal(
                    "this process runs more than one thread: fork before you start threads, \
                     or join them first",
                ));
            }
            thread::sleep(Duration::from_micros(100));
        }
        // Asked last: only now can no other thread have a guard in its hands.
        if NoFork::living() > 0 {
            return Err(refusal(
                "a guard into shared memory is alive in this process: drop it before the fork, \
                 and lock in the child",
            ));
        }
        Ok(Alone(()))
    }
    // ANCHOR_END: alone
}

/// Threads of this process, by `/proc/self/task`, which has a folder for each: its link count is
/// theirs, plus 2 for `.` and `..`. Whatever else is mounted there counts nothing.
fn threads() -> io::Result<u64> {
    let cannot = |kind, why: &dyn Display| {
        let text =
            format!("spawn: cannot count this process's threads: /proc/self/task: {why}");
        io::Error::new(kind, text)
    };
    match fs::metadata("/proc/self/task") {
        Ok(tasks) if tasks.nlink() > 2 => Ok(tasks.nlink() - 2),
        Ok(_) => Err(cannot(io::ErrorKind::Unsupported, &"this is not the kernel's /proc")),
        Err(error) => Err(cannot(error.kind(), &error)),
    }
}

fn refusal(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::ResourceBusy, format!("spawn refused: {why}"))
}
