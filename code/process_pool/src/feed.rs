use std::io::{self, Read, Write};
use std::mem;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use process::{Process, spawn};
use serde::Serialize;

use crate::frame;

/// So much is read from the line at once.
const CHUNK: usize = 64 << 10;

/// The last word of a process whose inputs have come to their end. No frame begins so: it would be
/// longer than an area.
const END: [u8; 4] = [0xff; 4];

/// Inputs that a process of its own asks for, so that the caller need not wait for them.
///
/// Both sides talk over a socket. The caller sends one byte for each input that it would take, and
/// the process one frame for each that it has.
#[derive(Debug)]
pub(crate) struct Feed {
    process: Option<Process>,
    line: UnixStream,
    /// What came over the line and was not taken yet.
    bytes: Vec<u8>,
    /// How many inputs were asked for, and how many were taken.
    asked: usize,
    taken: usize,
}

/// What the caller gets when it asks for an input.
pub(crate) enum Fed {
    /// The frame of one.
    Input(Vec<u8>),
    /// None yet.
    Nothing,
    /// None any more.
    End,
}

impl Feed {
    /// Forks the process. It gives up first what `leave` gives up.
    pub(crate) fn start<I>(inputs: I, leave: impl FnOnce() + Send) -> io::Result<Feed>
    where
        I: IntoIterator<Item: Serialize> + Send,
    {
        let (line, theirs) = UnixStream::pair()?;
        line.set_nonblocking(true)?;
        let mut line = Some(line);
        let ours = &mut line;
        let process = spawn(move || {
            *ours = None; // Or the line would not end with the caller.
            leave();
            feed(inputs.into_iter(), theirs);
        })?;
        let line = line.expect("only the child has given it up");
        Ok(Feed { process: Some(process), line, bytes: Vec::new(), asked: 0, taken: 0 })
    }

    /// The next input, while fewer than `limit` were taken.
    ///
    /// # Panics
    ///
    /// If the process has ended before its inputs did: its iterator has panicked, say.
    pub(crate) fn next(&mut self, limit: usize) -> Fed {
        if self.taken >= limit {
            return Fed::Nothing;
        }
        self.ask(limit);
        loop {
            if let Some(len) = frame::len(&self.bytes) {
                let rest = self.bytes.split_off(len);
                self.taken += 1;
                return Fed::Input(mem::replace(&mut self.bytes, rest));
            }
            match self.receive() {
                Ok(0) => return self.end(),
                Ok(_) => {}
                Err(_) => return Fed::Nothing, // WouldBlock, or a signal: it is asked again.
            }
        }
    }

    /// Whether an input could be taken.
    pub(crate) fn wants(&self, limit: usize) -> bool {
        self.taken < limit
    }

    fn ask(&mut self, limit: usize) {
        let missing = limit.saturating_sub(self.asked).min(CHUNK);
        self.asked += (&self.line).write(&vec![0; missing]).unwrap_or(0); // What is too much waits.
    }

    fn receive(&mut self) -> io::Result<usize> {
        let before = self.bytes.len();
        self.bytes.resize(before + CHUNK, 0);
        let read = (&self.line).read(&mut self.bytes[before..]);
        self.bytes.truncate(before + read.as_ref().unwrap_or(&0));
        read
    }

    /// The line is at its end. How the process ended, the kernel may not tell (SIGCHLD is ignored),
    /// and code 0 says little: the iterator may have called `exit`. So what counts is its last word.
    fn end(&mut self) -> Fed {
        let status = self.process.take().map(Process::join);
        if self.bytes != END {
            let how =
                status.map(|status| status.map_or_else(|e| e.to_string(), |s| s.to_string()));
            let how = how.unwrap_or_default();
            panic!("the process that asked for the inputs ended before they did: {how}");
        }
        Fed::End
    }
}

/// The process's whole life: an input for each byte, until there is none or the caller is gone.
fn feed(mut inputs: impl Iterator<Item: Serialize>, mut line: UnixStream) {
    while line.read_exact(&mut [0]).is_ok() {
        let Some(input) = inputs.next() else {
            drop(inputs); // It may panic, and is foreign code still.
            let _ = line.write_all(&END); // Without the caller, it is all the same.
            return;
        };
        if line.write_all(&frame::pack_or_say(&input)).is_err() {
            return;
        }
    }
}

impl AsFd for Feed {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.line.as_fd()
    }
}

impl Drop for Feed {
    /// The inputs are not wanted any more, and it may wait for one that never comes.
    fn drop(&mut self) {
        if let Some(process) = &self.process {
            let _ = process.kill(); // Dropping it waits for the end.
        }
    }
}
