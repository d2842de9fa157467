//! The files that the kernel keeps of each process, in `/proc/<pid>`.

use std::fs;
use std::io;

/// The text of one of them. Names are bytes, so it may hold some that are no UTF-8; each such
/// place becomes U+FFFD.
pub(crate) fn text(pid: u32, file: &str) -> io::Result<String> {
    let bytes = fs::read(format!("/proc/{pid}/{file}"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
