use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::thread;
use std::time::{Duration, Instant};

/// A thread that was joined is still counted for a moment. The moment is long where many wait for
/// the core that it needs to end, and only who is refused waits for so long.
const JOINED_THREADS_GO_WITHIN: Duration = Duration::from_millis(500);

/// Whether nobody but the caller runs in this process. If so, nobody but the caller can change
/// it.
pub(crate) fn is_this_the_only_thread() -> io::Result<bool> {
    let patience = Instant::now() + JOINED_THREADS_GO_WITHIN;
    while threads()? > 1 {
        if Instant::now() > patience {
            return Ok(false);
        }
        thread::sleep(Duration::from_micros(100));
    }
    Ok(true)
}

/// Threads of this process: the folder has one for each of them, and the links `.` and `..`. To
/// ask for its link count takes no descriptor, so it can be had where no file can be opened.
fn threads() -> io::Result<u64> {
    match fs::metadata("/proc/self/task")?.nlink() {
        links @ 3.. => Ok(links - 2),
        _ => Err(io::Error::other("/proc/self/task does not say how many threads there are")),
    }
}
