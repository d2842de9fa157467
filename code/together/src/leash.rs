use std::io;
use std::process::ExitStatus;

use process::Process;

/// A process that is killed when what it does is not wanted any more.
#[derive(Debug)]
pub(crate) struct Leash(Option<Process>); // None only while `join` takes it off.

impl Leash {
    pub(crate) fn new(process: Process) -> Self {
        Leash(Some(process))
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.as_ref().map(Process::id).expect("a process is on the leash")
    }

    /// Lets it come to its own end.
    pub(crate) fn join(mut self) -> io::Result<ExitStatus> {
        self.0.take().expect("a process is on the leash").join()
    }
}

// ANCHOR: drop
impl Drop for Leash {
    fn drop(&mut self) {
        if let Some(process) = &self.0 {
            let _ = process.kill(); // Dropping it waits for the end.
        }
    }
}
// ANCHOR_END: drop
