//! What a process does or waits for, in words.

use std::fs;
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use crate::call::{Call, FutexWait};
use crate::snapshot::Snapshot;

// ANCHOR: look
/// A process, and what it does or waits for. The state and the call are in two files, and between
/// the two looks the process may wake up: then both are looked at again.
///
/// # Errors
/// Those of [`Snapshot::of`].
pub(crate) fn look(pid: u32) -> io::Result<(Snapshot, String)> {
    let patience = Instant::now() + PATIENCE;
    loop {
        let process = Snapshot::of(pid)?;
        match doing(&process) {
            Some(doing) => return Ok((process, doing)),
            None if Instant::now() > patience => return Ok((process, "sleeps".to_owned())),
            None => thread::yield_now(),
        }
    }
}
// ANCHOR_END: look

/// Of a process that wakes up between any two looks for so long, its state is all that is told.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a process does, in a few words.
/// `None` if it slept a moment ago and does not any more.
fn doing(process: &Snapshot) -> Option<String> {
    let doing = match process.state {
        'R' => "computes".to_owned(),
        'T' | 't' => "is stopped".to_owned(),
        'Z' => "has ended, and its parent has not asked how".to_owned(),
        _ => match Call::of(process.pid) {
            Ok(call) => waiting(process, call?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => format!("sleeps; in what, you may not see ({})", error.kind()),
        },
    };
    Some(doing)
}

fn waiting(process: &Snapshot, call: Call) -> String {
    match (call.number, call.futex_wait()) {
        (_, Some(wait)) => wanting(process, wait),
        (libc::SYS_read, _) => {
            let descriptor = call.arguments[0];
            let file = fs::read_link(format!("/proc/{}/fd/{descriptor}", process.pid));
            let file = file.unwrap_or_default();
            format!("reads from {descriptor}, {}", file.display())
        }
        (libc::SYS_waitid | libc::SYS_wait4, _) => "waits for a child to end".to_owned(),
        (libc::SYS_clock_nanosleep, _) => "sleeps for some time".to_owned(),
        (number, _) => format!("sleeps in system call {number}"),
    }
}

fn wanting(process: &Snapshot, wait: FutexWait) -> String {
    if wait.is_private && process.threads == 1 {
        return "waits for a thread of its own, and has none".to_owned();
    }
    match wait.owner(process.pid) {
        Ok(Some(owner)) => format!("wants a lock that {owner} has"),
        _ => "sleeps on a word of memory".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn of_a_process_that_has_waked_up_since_its_state_was_read_nothing_is_told() {
        let mut busy = Command::new("sh").args(["-c", "while :; do :; done"]).spawn().unwrap();
        while Call::of(busy.id()).unwrap().is_some() {
            thread::yield_now(); // It is still starting.
        }
        let asleep = Snapshot { state: 'S', ..Snapshot::of(busy.id()).unwrap() };
        let (told, seen) = (doing(&asleep), look(busy.id()).unwrap());
        busy.kill().unwrap();
        busy.wait().unwrap();
        assert_eq!(told, None);
        assert_eq!((seen.0.state, seen.1.as_str()), ('R', "computes"));
    }
}
