//! Operating system processes as a tool for parallel work: [`spawn`] forks this program and runs
//! a closure in the copy; the [`Process`] it returns waits for the copy, or ends it.
//!
//! ```standalone_crate
//! # fn main() -> std::io::Result<()> {
//! let greeting = String::from("hello from a process of my own");
//! let child = process::spawn(move || println!("{greeting}"))?;
//! let status = child.join()?;
//! assert!(status.success());
//! # Ok(())
//! # }
//! ```
//!
//! # Why this is safe to call
//!
//! `fork(2)` copies the memory of the whole process but only the calling thread. Both ways in
//! which this could break what Rust promises are refused at run time:
//!
//! - **A second thread.** It may hold a lock, or be halfway through a change, and it does not
//!   exist in the child: the lock would stay locked for good, the change half made. `spawn` counts
//!   the threads in `/proc/self/task`, waits for those that are about to end, and refuses while
//!   there is more than one. Between the count and the fork only the calling thread runs, so no
//!   other can be started.
//! - **A `&mut` into shared memory.** Private memory is copied, so a `&mut` to it that both sides
//!   hold points to two different things. Memory that was mapped as shared is not copied: the
//!   same `&mut` would exist twice. What hands one out, such as a lock's guard, holds a [`NoFork`]
//!   for as long, and `spawn` refuses while one lives, or was leaked.
//!
//! The rest follows from the shape of `spawn`. The child never returns from it: it ends with
//! `_exit(2)`, so no stack frame of the caller runs twice, and what the closure borrowed outlives
//! it. What the closure captured by move is dropped in the parent and used in the child, each on
//! its own copy. `Send` keeps out what belongs to a thread or to a process, such as a lock's guard.
//! Code that shares memory between processes by `unsafe` means of its own, and hands out `&mut`
//! into it without a `NoFork`, breaks this contract; so does code that marks memory with
//! `MADV_WIPEONFORK` or `MADV_DONTFORK` (`madvise(2)`) and does not expect it to change.
//!
//! What is left can hang, but not corrupt: a lock that the *calling* thread holds during the fork is
//! locked in the child, and the child that waits for it waits forever.

#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

#[cfg(not(all(target_os = "linux", target_env = "gnu", target_pointer_width = "64")))]
compile_error!(
    "this crate needs 64-bit Linux with glibc (kernel 5.10 or newer): it stands on pidfds and \
     PR_SET_PDEATHSIG. On another system, open the project in its dev container (.devcontainer)."
);

mod alone;
mod child;
mod no_fork;
mod spawn;
mod sys;
mod threads;

pub use child::{Process, reaped};
pub use no_fork::NoFork;
pub use spawn::{heir, spawn};
pub use threads::{OtherThreads, other_threads};
