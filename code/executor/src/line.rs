//! A socket between parent and keeper, with what was read and is not understood yet, and what was
//! said and is not written yet.

use std::io::{self, Read, Write};
use std::mem;
use std::net::Shutdown;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use serde::{Deserialize, Serialize};

/// So much is read at a time.
const READ: usize = 64 << 10;

/// What stands before each message: its length in bytes.
const HEAD: usize = size_of::<u32>();

/// Empty buffers that are larger than this are given back.
const KEEP: usize = 1 << 20;

#[derive(Debug)]
pub(crate) struct Line {
    stream: UnixStream,
    buffer: Box<[u8]>,
    /// Read, from `understood` on not looked at.
    read: Vec<u8>,
    understood: usize,
    /// Said, from `written` on not written.
    said: Vec<u8>,
    written: usize,
}

/// How far a read or a write has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    Some,
    /// It would have to wait.
    Blocked,
    /// The other side is gone, or has said its last word.
    Ended,
}

impl Line {
    /// The two ends.
    pub(crate) fn pair() -> io::Result<(Line, Line)> {
        let (one, other) = UnixStream::pair()?;
        Ok((Line::new(one)?, Line::new(other)?))
    }

    fn new(stream: UnixStream) -> io::Result<Line> {
        stream.set_nonblocking(true)?;
        let buffer = vec![0; READ].into_boxed_slice();
        let (read, said) = (Vec::new(), Vec::new());
        Ok(Line { stream, buffer, read, understood: 0, said, written: 0 })
    }

    /// Reads what is there, at most [`READ`] bytes.
    pub(crate) fn read(&mut self) -> io::Result<Progress> {
        self.read.drain(..mem::take(&mut self.understood));
        if self.read.is_empty() && self.read.capacity() > KEEP {
            self.read = Vec::new();
        }
        let read = self.stream.read(&mut self.buffer);
        self.read.extend(&self.buffer[..*read.as_ref().unwrap_or(&0)]);
        progress(read.map(|count| count > 0))
    }

    /// The next message that was read in whole. An error: it cannot be one of ours.
    pub(crate) fn heard<'a, M: Deserialize<'a>>(&'a mut self) -> io::Result<Option<M>> {
        let Some((head, rest)) = self.read[self.understood..].split_first_chunk::<HEAD>()
        else {
            return Ok(None);
        };
        let length = u32::from_le_bytes(*head) as usize;
        let Some(message) = rest.get(..length) else {
            return Ok(None);
        };
        self.understood += HEAD + length;
        postcard::from_bytes(message).map(Some).map_err(io::Error::other)
    }

    /// Puts a message behind those that wait to be written.
    pub(crate) fn say(&mut self, message: &impl Serialize) -> io::Result<()> {
        let head = self.said.len();
        let mut said = mem::take(&mut self.said);
        said.extend([0; HEAD]);
        self.said = postcard::to_extend(message, said).map_err(io::Error::other)?;
        let length = (self.said.len() - head - HEAD) as u32;
        self.said[head..head + HEAD].copy_from_slice(&length.to_le_bytes());
        Ok(())
    }

    pub(crate) fn has_said_more(&self) -> bool {
        self.written < self.said.len()
    }

    /// Writes as much as the socket takes.
    pub(crate) fn write(&mut self) -> io::Result<Progress> {
        while self.has_said_more() {
            match progress(self.stream.write(&self.said[self.written..]).map(|count| {
                self.written += count;
                true
            }))? {
                Progress::Some => {}
                halt => return Ok(halt),
            }
        }
        self.written = 0;
        self.said.clear();
        if self.said.capacity() > KEEP {
            self.said = Vec::new();
        }
        Ok(Progress::Some)
    }

    /// Tells the other side that this was the last word. Unlike closing the descriptor, this ends
    /// the conversation also where a third process has a copy of it.
    pub(crate) fn hang_up(&self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

impl AsFd for Line {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

/// `true`: some bytes went through.
fn progress(moved: io::Result<bool>) -> io::Result<Progress> {
    match moved {
        Ok(true) => Ok(Progress::Some),
        Ok(false) => Ok(Progress::Ended),
        Err(error) => match error.kind() {
            io::ErrorKind::WouldBlock => Ok(Progress::Blocked),
            io::ErrorKind::Interrupted => Ok(Progress::Some),
            io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset => Ok(Progress::Ended),
            _ => Err(error),
        },
    }
}
