//! Waiting for each other, between processes: an [`Event`], a [`barrier()`], a [`Semaphore`], a
//! [`Condvar`]. All four go on when a process that uses them is killed.
//!
//! ```standalone_crate
//! use synchronization::{Event, Semaphore};
//!
//! let (start, disk) = (Event::new()?, Semaphore::new(1)?);
//! let child = process::spawn(|| {
//!     start.wait();
//!     let _permit = disk.acquire();
//! })?;
//! start.set();
//! child.join()?;
//! assert_eq!(disk.available_permits(), 1);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! | | waits until | a kill |
//! |---|---|---|
//! | [`Event`] | it is set | of a setter: it is set or not |
//! | [`barrier()`] | all parties are there | of a party: the others get [`Broken`], and can go on without |
//! | [`Semaphore`] | a permit is free | of a holder: its permits are free |
//! | [`Condvar`] | what a lock protects has changed | of the lock's owner: the guard comes with the poison |
//!
//! - Make them before the fork; children use them through a reference. A [`Party`] and a [`Permit`]
//!   are moved: into a `spawn`, they are the child's.
//! - All of them work between the threads of one process too.
//! - Limits are on the monotonic clock. None is early, and no signal stretches one.
//! - A process that sleeps here gets up 50 times a second at most, 10 times as a rule, to see what a
//!   killed one could not tell.
//! - All processes are in one pid namespace (`unshare(2)`).

#![forbid(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

mod barrier;
mod board;
mod condvar;
mod event;
mod flag;
mod floor;
mod guards;
mod pace;
mod semaphore;

pub use barrier::{BarrierWaitResult, Broken, MAX_PARTIES, Party, barrier};
pub use condvar::{Condvar, WaitTimeoutResult};
pub use event::Event;
pub use guards::AnyGuard;
pub use semaphore::{MAX_PERMITS, Permit, Semaphore};
