//! What an answer may not leave behind.

use std::fs;

use crate::crowd;
use crate::{Rule, Verdict};

const NO_CHILD: Rule = Rule {
    expected: "every process that your function starts has ended, and was waited for, when it returns",
    read: "process.md#how-a-process-ends-and-who-is-told",
};

const NO_DESCRIPTOR: Rule = Rule {
    expected: "what your function opens is closed when it returns",
    read: "glossary.md#descriptor",
};

const NO_THREAD: Rule = Rule {
    expected: "every thread that your function starts has been joined when it returns",
    read: "process.md#when-spawn-says-no",
};

/// Runs a check, and looks afterwards.
pub(crate) fn nothing(check: impl FnOnce() -> Verdict) -> Verdict {
    let before = open_descriptors();
    check()?;
    let children = crowd::children().len();
    NO_CHILD.holds(children == 0, || format!("your function left {children} of its processes behind, running or never waited for"))?;
    let threads = process::other_threads().ok().flatten();
    NO_THREAD.holds(threads.is_none(), || "your function left a thread running".into())?;
    let more = open_descriptors().saturating_sub(before);
    NO_DESCRIPTOR.holds(more == 0, || {
        format!("your function left {more} descriptors open: a file, a pipe, or a process")
    })
}

fn open_descriptors() -> usize {
    fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}
