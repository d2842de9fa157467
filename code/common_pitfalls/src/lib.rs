//! Two helpers that keep a program out of traps: [`PerProcess`], a value that each process makes
//! for itself, since a fork copies what was made before; and [`replace`], which changes a file
//! as a whole, since a process can be killed between any two writes.
//!
//! ```standalone_crate
//! use common_pitfalls::PerProcess;
//!
//! # fn main() -> std::io::Result<()> {
//! let mut home = PerProcess::new(std::process::id);
//! let parent = *home.get();
//! let child = process::spawn(|| assert_ne!(*home.get(), parent))?;
//! assert!(child.join()?.success());
//! assert_eq!(*home.get(), parent);
//! # Ok(())
//! # }
//! ```

#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

mod per_process;
mod replace;
mod sys;

pub use per_process::PerProcess;
pub use replace::replace;
