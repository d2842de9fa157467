//! Why there is no message: crossbeam-channel's names, and one answer more.

use std::error::Error;
use std::fmt;

// ANCHOR: errors
/// Why [`recv`](crate::Receiver::recv) gives no message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RecvError {
    /// The queue is empty, and no living process owns a sender.
    Disconnected,
    /// A message came, and its bytes do not make a `T`: the text says why. This message is gone;
    /// the next call receives the next one.
    Codec(String),
}

/// Why [`try_recv`](crate::Receiver::try_recv) gives no message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TryRecvError {
    /// No message waits.
    Empty,
    /// As in [`RecvError`].
    Disconnected,
    /// As in [`RecvError`].
    Codec(String),
}

/// Why [`recv_timeout`](crate::Receiver::recv_timeout) gives no message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RecvTimeoutError {
    /// The time is up.
    Timeout,
    /// As in [`RecvError`].
    Disconnected,
    /// As in [`RecvError`].
    Codec(String),
}
// ANCHOR_END: errors

const DISCONNECTED: &str = "the queue is empty, and no living process owns a sender";

impl RecvError {
    /// Whether the end has come, and not only one bad message.
    #[must_use]
    pub fn is_disconnected(&self) -> bool {
        matches!(self, Self::Disconnected)
    }
}

impl TryRecvError {
    /// Whether no message waits, and one may still come.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Whether the end has come, and not only one bad message.
    #[must_use]
    pub fn is_disconnected(&self) -> bool {
        matches!(self, Self::Disconnected)
    }
}

impl RecvTimeoutError {
    /// Whether the time is up, and a message may still come.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout)
    }

    /// Whether the end has come, and not only one bad message.
    #[must_use]
    pub fn is_disconnected(&self) -> bool {
        matches!(self, Self::Disconnected)
    }
}

impl fmt::Display for RecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Disconnected => DISCONNECTED,
            Self::Codec(why) => why,
        })
    }
}

impl fmt::Display for TryRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "no message waits",
            Self::Disconnected => DISCONNECTED,
            Self::Codec(why) => why,
        })
    }
}

impl fmt::Display for RecvTimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timeout => "no message came in time",
            Self::Disconnected => DISCONNECTED,
            Self::Codec(why) => why,
        })
    }
}

impl Error for RecvError {}
impl Error for TryRecvError {}
impl Error for RecvTimeoutError {}
