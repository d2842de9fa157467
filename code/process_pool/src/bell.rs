use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

/// One end of a socket between the caller and one worker. What it carries is one byte at a time;
/// all else lies in shared memory.
///
/// A worker learns from it that its caller is gone: no other worker has the caller's end. (The
/// kernel kills the workers then, but not one that has changed its user.) The caller learns of
/// deaths from pidfds, which also say how.
#[derive(Debug)]
pub(crate) struct Bell(UnixStream);

/// What a ring says, and the byte that says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Ring {
    /// To the worker: your next tray has tasks on it.
    Work = b'w',
    /// To the worker: that was all, go home.
    End = b'e',
    /// From the worker: the tray that I had longest is finished.
    Done = b'd',
    /// From the worker: no room for another result; take what is there.
    Full = b'f',
}

impl Bell {
    /// The caller's end, which never waits, and the worker's, which does.
    pub(crate) fn pair() -> io::Result<(Bell, Bell)> {
        let (ours, theirs) = UnixStream::pair()?;
        ours.set_nonblocking(true)?;
        Ok((Bell(ours), Bell(theirs)))
    }

    /// If the other side is gone, the ring is not heard; its pidfd says so.
    pub(crate) fn ring(&self, ring: Ring) {
        let _ = (&self.0).write_all(&[ring as u8]);
    }

    /// Waits for a ring. `None`: there will be no more.
    pub(crate) fn wait(&self) -> Option<Ring> {
        let mut byte = [0];
        (&self.0).read_exact(&mut byte).ok()?;
        Ring::of(byte[0])
    }

    /// The oldest ring that was not heard yet, if there is one.
    pub(crate) fn heard(&self) -> Option<Ring> {
        let mut byte = [0];
        let count = (&self.0).read(&mut byte).unwrap_or(0);
        byte[..count].first().and_then(|&byte| Ring::of(byte))
    }
}

impl Ring {
    fn of(byte: u8) -> Option<Ring> {
        [Ring::Work, Ring::End, Ring::Done, Ring::Full]
            .into_iter()
            .find(|&ring| ring as u8 == byte)
    }
}

impl AsFd for Bell {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
