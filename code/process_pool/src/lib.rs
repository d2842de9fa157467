//! A pool of worker processes: forked once, with the task function inside, and kept.
//!
//! ```standalone_crate
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut pool = process_pool::Pool::new(2, |n: u64| n * n * n)?;
//! assert_eq!(pool.map(0..5)?, [0, 1, 8, 27, 64]);
//! pool.close()?;
//! # Ok(())
//! # }
//! ```
//!
//! The function is never serialized: each worker is a fork of this process and has it already,
//! with all that it captured. Inputs and outputs cross by serde: a few numbers as they are, all
//! else as postcard writes it.
//!
//! # What a death costs
//!
//! A worker that panics tells so and goes on. One that exits, aborts, overflows its stack or is
//! killed takes the one task that it was running with it; the caller gets that task's [`Cause`],
//! every other task is run, and a new worker is forked in its place. For that, no two workers
//! share a lock or a pipe, and a worker's progress lies in shared memory, where the caller finds
//! it whatever happened.
//!
//! # How it works
//!
//! | file | what it holds |
//! |---|---|
//! | `pool.rs` | [`Pool`]: what you call |
//! | `options.rs` | [`PoolOptions`]: what a pool is told before it forks |
//! | `call.rs` | one call of `map` or `imap`: hand out, wait, collect, replace |
//! | `call/hand_out.rs` | what is given to which worker |
//! | `call/session.rs` | [`Session`]: a call whose tasks are handed in one by one |
//! | `crew.rs` | the workers: forked, watched, replaced, let go |
//! | `results.rs` | the results as they come, or in the order of the inputs |
//! | `all.rs` | all the results of a `map` |
//! | `orders.rs` | the tasks still to be handed out, first and second hand |
//! | `feed.rs` | inputs that a process of its own asks for |
//! | `pace.rs` | how many tasks go onto a tray, and how many inputs are taken ahead |
//! | `seat.rs` | the place of one worker: who sits there, and what was given to it |
//! | `load.rs` | the caller's notes on a tray that is out |
//! | `tray.rs` | tasks and results in shared memory, and how far the worker has come |
//! | `claim.rs` | whose a task is: begun by the worker, or taken back by the caller |
//! | `barrier.rs` | a memory barrier that costs the worker nothing |
//! | `frame.rs` | one value in a row of bytes |
//! | `codec.rs` | why a value does not cross |
//! | `plain.rs` | a few numbers, written as they are |
//! | `bell.rs` | one byte each way: "a tray for you", "done" |
//! | `worker.rs` | what a worker does all day |
//! | `run.rs` | [`run`]: one call in a process of its own |
//!
//! The caller's thread drives it all, by `poll(2)`. A thread of the pool's own would make every
//! later fork illegal, the one that replaces a dead worker first of all.

#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
compile_error!(
    "this crate needs Linux with glibc (kernel 5.10 or newer): it stands on fork and pidfds. \
     On another system, open the project in its dev container (.devcontainer)."
);

mod all;
mod barrier;
mod bell;
mod call;
mod claim;
mod codec;
mod crew;
mod error;
mod feed;
mod floor;
mod frame;
mod load;
mod options;
mod orders;
mod pace;
mod plain;
mod pool;
mod results;
mod run;
mod seat;
mod sys;
mod tray;
mod worker;

pub use call::session::Session;
pub use error::{Cause, TaskError};
pub use options::PoolOptions;
pub use pool::Pool;
pub use run::{run, run_within};
