//! A pool of processes for programs that have threads: [`Executor::submit`] may be called from any
//! thread, and gives a [`Ticket`] that is waited for or awaited.
//!
//! ```standalone_crate
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let executor = executor::Executor::new(2, |n: u64| n * n * n)?;
//! let ticket = executor.submit(3);
//! assert_eq!(ticket.wait()?, 27);
//! executor.close()?;
//! # Ok(())
//! # }
//! ```
//!
//! A pool replaces a dead worker by a fork, and a program with threads may not fork
//! ([`spawn`](::process::spawn) says why). So the pool does not live here. [`Executor::new`], called
//! while this process has one thread, forks a *keeper*: a child that has one thread for good, makes
//! the pool, and forks whenever a worker has to be replaced.
//!
//! | file | what it holds |
//! |---|---|
//! | `executor.rs` | [`Executor`]: what you call |
//! | `ticket.rs` | [`Ticket`]: the right to one result |
//! | `promise.rs` | where a result and the one who waits for it meet |
//! | `inbox.rs` | what the threads of this process want of the clerk |
//! | `clerk.rs` | the one thread that speaks with the keeper |
//! | `link.rs` | the keeper as its parent has it: started, and ended |
//! | `keeper.rs` | the keeper's life |
//! | `line.rs` | a socket, with what waits on either side of it |
//! | `wire.rs` | what is said on it |
//! | `codec.rs` | values as bytes |

#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
compile_error!(
    "this crate needs Linux with glibc (kernel 5.10 or newer): it stands on fork and pidfds. \
     On another system, open the project in its dev container (.devcontainer)."
);

mod clerk;
mod codec;
mod executor;
mod inbox;
mod keeper;
mod line;
mod link;
mod promise;
mod sys;
mod ticket;
mod wire;

pub use executor::Executor;
pub use process_pool::{Cause, PoolOptions};
pub use ticket::Ticket;
