//! What the tests share.

use std::fs;
use std::hint::black_box;
use std::io::{self, ErrorKind};
use std::process::ExitStatus;

use process::spawn;
use when_to_use::{Limits, give_up_rights};

pub const MIB: u64 = 1 << 20;
pub const NO_LIMITS: Limits =
    Limits { memory: None, cpu_seconds: None, file_size: None, open_files: None };

/// How a child within these limits ends.
pub fn ended(limits: Limits, work: impl FnOnce() + Send) -> ExitStatus {
    limits.spawn(work).unwrap().join().unwrap()
}

/// How a child without rights ends.
pub fn ended_without_rights(work: impl FnOnce() + Send) -> ExitStatus {
    let child = spawn(|| {
        give_up_rights().unwrap();
        work();
    });
    child.unwrap().join().unwrap()
}

pub fn use_memory(bytes: u64) {
    black_box(vec![1_u8; bytes.try_into().unwrap()]);
}

pub fn is_refused<T>(outcome: io::Result<T>) {
    let kind = outcome.map(drop).map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::PermissionDenied));
}

/// What stands behind a name in one of the files where the kernel describes a process.
pub fn line_of(file: &str, name: &str) -> String {
    let text = fs::read_to_string(file).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}
