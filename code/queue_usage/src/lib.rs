//! A bounded queue between processes: [`bounded`] gives a [`Sender`] and a [`Receiver`]. Clone
//! them, and move them into the closures of [`process::spawn`].
//!
//! ```standalone_crate
//! # fn main() -> std::io::Result<()> {
//! let (results, inbox) = queue_usage::bounded(8)?;
//! let child = process::spawn(move || {
//!     for number in 1..=3_u64 {
//!         results.send(number * number).unwrap();
//!     }
//! })?;
//! assert_eq!(inbox.iter().collect::<Vec<_>>(), [1, 4, 9]);
//! child.join()?;
//! # Ok(())
//! # }
//! ```
//!
//! # What holds
//!
//! - Messages of one sender arrive in the order in which they were sent. Each arrives once, whole.
//! - A message leaves the queue only when a `recv` returns it: no receiver hoards.
//! - A process that is killed, at whatever instruction, has sent its message or not, and has
//!   received a message or not. The others go on. What it had received is lost with it.
//! - A message whose bytes do not make a `T` is an error of that message: [`RecvError::Codec`].
//!   The receiver goes on with the next one. Bytes that are left over are such an error too.
//! - **Connected** means that a living process owns a handle of the other side: a process that
//!   dies gives its handles up. A handle that is moved into a `spawn` belongs to the child; the
//!   copies that a child inherits without capturing them count for nothing.
//! - A process that calls `exec` lives on, and its handles with it, until the new program ends.
//! - A death is noticed within 20 milliseconds by those who wait, within a tick of the kernel's
//!   clock (1 to 10 milliseconds) by those who send, and at once by a parent that has joined.
//! - Nothing has a name: nothing is left behind, whatever dies.
//!
//! # What does not
//!
//! - The format, postcard's, writes no types and no names. serde's `untagged`, `tag` and `flatten`
//!   do not work; a field that is not always written, and a variant behind a skipped one, may
//!   arrive as another value.
//! - Every child inherits the queue's memory, and a wild write there damages it. A number that
//!   cannot be is met by a panic that says so; what is plausible and wrong cannot be told, nor a
//!   lock that says "taken".
//! - All processes of a queue are in one pid namespace. In another one (`unshare(2)`) a process does
//!   not have the number by which its handles name it, and using them panics.
//!
//! # What it costs
//!
//! The bytes of the messages that wait lie in shared memory, up to a budget: [`BUDGET`], or the
//! one given to [`bounded_with_budget`]. Each message takes its serialized length, rounded up to
//! 8 bytes, and at least that. Twice the budget is mapped; what was used once stays in use until
//! the queue is gone, and what is used is little while few bytes wait.
//!
//! A message that is bytes or a text and nothing else, such as a `serde_bytes::ByteBuf` or a
//! `String`, is copied once on each side: into the ring, and into the memory that the received
//! value owns. Everything else is also written and read by postcard on the way. serde writes a
//! `Vec<u8>` byte by byte; wrap bulk data in a `ByteBuf`.

#![forbid(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

mod bare;
mod channel;
mod draft;
mod end;
mod error;
mod floor;
mod handle;
mod iter;
mod limit;
mod message;
mod queue;
mod receiver;
mod ring;
mod sender;
mod words;
mod writer;

use std::io;
use std::sync::Arc;

use handle::Handle;
use queue::{Queue, Side};

pub use crossbeam_channel::{SendError, SendTimeoutError, TrySendError};
pub use error::{RecvError, RecvTimeoutError, TryRecvError};
pub use iter::{IntoIter, Iter, TryIter};
pub use receiver::Receiver;
pub use sender::Sender;

/// Bytes that the waiting messages of a queue may take, where nothing else is said: 64 MiB.
pub const BUDGET: usize = 64 << 20;

/// A queue in which up to `capacity` messages wait, with a [`BUDGET`] of 64 MiB for their bytes.
///
/// # Errors
///
/// - [`InvalidInput`](io::ErrorKind::InvalidInput): the capacity is 0.
/// - [`OutOfMemory`](io::ErrorKind::OutOfMemory): so much address space does not exist, or
///   `mmap(2)` refuses it. The text says how much was asked for.
pub fn bounded<T>(capacity: usize) -> io::Result<(Sender<T>, Receiver<T>)> {
    bounded_with_budget(capacity, BUDGET)
}

/// The same, with another budget, in bytes, for all messages that wait. A message that is larger
/// than the whole budget cannot be sent.
///
/// The budget costs address space; memory is taken as it is used.
///
/// # Errors
///
/// As [`bounded`]; a budget of 0 is invalid too.
pub fn bounded_with_budget<T>(
    capacity: usize,
    budget: usize,
) -> io::Result<(Sender<T>, Receiver<T>)> {
    if capacity == 0 || budget == 0 {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("a queue for {capacity} messages and {budget} bytes holds nothing"),
        ));
    }
    let queue = Arc::new(Queue::new(capacity, budget)?);
    let sender = Sender::new(Handle::new(Arc::clone(&queue), Side::Sender));
    let receiver = Receiver::new(Handle::new(queue, Side::Receiver));
    Ok((sender, receiver))
}
