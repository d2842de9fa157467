//! What a test prints while another one runs beside it.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use rustix::fs::{MemfdFlags, OFlags, fcntl_setfl, memfd_create};
use rustix::stdio::{dup2_stderr, dup2_stdout};

/// A file in memory. It takes any amount, and no process has to read for another one to write.
pub(crate) struct Printed(File);

impl Printed {
    pub(crate) fn new() -> io::Result<Self> {
        let file = memfd_create("printed by a test", MemfdFlags::CLOEXEC)?;
        // Two processes that write at once would write to the same place: the kernel locks no
        // position of such a file. It does lock its end.
        fcntl_setfl(&file, OFlags::APPEND)?;
        Ok(Self(file.into()))
    }

    /// What this process prints, and each that it starts, goes here from now on.
    ///
    /// # Panics
    ///
    /// If no descriptor may be opened.
    pub(crate) fn take_over(&self) {
        dup2_stdout(&self.0).expect("stdout may be replaced");
        dup2_stderr(&self.0).expect("stderr may be replaced");
    }

    /// All of it until now. It ends with the end of a line, if there is any.
    pub(crate) fn text(&self) -> io::Result<String> {
        let mut bytes = vec![0; self.0.metadata()?.len() as usize];
        self.0.read_exact_at(&mut bytes, 0)?;
        if !bytes.is_empty() && !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
