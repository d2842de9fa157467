//! The files that the kernel keeps of each process, in `/proc/<pid>`.

use std::fs::File;
use std::io::{self, Read};

/// One of them, to be read. `NotFound` where there is no such process.
pub(crate) fn open(pid: u32, file: &str) -> io::Result<File> {
    File::open(format!("/proc/{pid}/{file}")).map_err(not_found)
}

/// The text of one of them. Names are bytes, so it may hold some that are no UTF-8; each such
/// place becomes U+FFFD.
pub(crate) fn text(pid: u32, file: &str) -> io::Result<String> {
    read(open(pid, file)?)
}

/// Whether a look was refused because the process is ending: it has no memory any more, and of
/// such a process the kernel (6.18 at the latest) shows what a debugger sees to root alone.
pub(crate) fn is_ending(pid: u32, refused: &io::Error) -> io::Result<bool> {
    if refused.kind() != io::ErrorKind::PermissionDenied {
        return Ok(false);
    }
    Ok(!text(pid, "status")?.lines().any(|line| line.starts_with("VmSize:")))
}

fn read(mut file: File) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(not_found)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Of a process that is gone the kernel says that it has no such file (ENOENT). If it goes while
/// its file is open, it says that there is no such process (ESRCH), for which std has no name.
fn not_found(error: io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(libc::ESRCH) => io::Error::new(io::ErrorKind::NotFound, error),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn an_open_file_of_a_process_that_is_gone_is_not_found() {
        let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        let files = ["status", "syscall"].map(|file| open(child.id(), file).unwrap());
        child.kill().unwrap();
        child.wait().unwrap();
        for file in files {
            assert_eq!(read(file).unwrap_err().kind(), io::ErrorKind::NotFound);
        }
    }
}
