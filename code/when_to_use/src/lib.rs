//! What a process costs beside a thread, measured, and what it gives that a thread cannot.
//!
//! ```standalone_crate
//! use when_to_use::Limits;
//!
//! # fn main() -> std::io::Result<()> {
//! let limits = Limits { memory: Some(64 << 20), ..Limits::default() };
//! let child = limits.spawn(|| {
//!     let mut table: Vec<u8> = Vec::new();
//!     assert!(table.try_reserve(1 << 30).is_err(), "a gibibyte is too much for this one");
//! })?;
//! assert!(child.join()?.success());
//! # Ok(())
//! # }
//! ```
//!
//! | part | what it is |
//! |---|---|
//! | [`Limits`] | so much memory, so much time on the CPU, for one child |
//! | [`give_up_rights`] | a child that can compute, and answer, and nothing else |
//! | [`measure`] | the median times of several ways to do one thing |
//! | [`kinds`] | four kinds of work, each done serially, by threads and by processes |

#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

pub mod kinds;
mod limits;
pub mod measure;
mod rights;
mod sys;

pub use limits::Limits;
pub use rights::give_up_rights;
