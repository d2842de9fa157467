//! Many values in memory that several processes share: an [`Array`].
//!
//! Under one lock, as a slice:
//!
//! ```standalone_crate
//! use multi_value_data_sharing::Array;
//! use process::spawn;
//!
//! let numbers = Array::new(&[0.0, 100.0, 200.0])?;
//! spawn(|| {
//!     for number in numbers.lock().unwrap().iter_mut() {
//!         *number += 1.0;
//!     }
//! })?
//! .join()?;
//! assert_eq!(*numbers.lock().unwrap(), [1.0, 101.0, 201.0]);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Or in [parts](Array::parts) that go to different processes, without any lock:
//!
//! ```standalone_crate
//! use multi_value_data_sharing::Array;
//! use process::{Process, spawn};
//!
//! let squares = Array::zeroed(1000)?;
//! let mut children: Vec<Process> = Vec::new();
//! for part in squares.parts(4)? {
//!     children.push(spawn(move || {
//!         let first = part.range().start;
//!         for (index, square) in part.claim().unwrap().iter_mut().enumerate() {
//!             *square = (first + index).pow(2);
//!         }
//!     })?);
//! }
//! drop(children); // waits for them
//! assert_eq!(squares.lock().unwrap()[999], 998_001);
//! # Ok::<(), std::io::Error>(())
//! ```
#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

mod array;
mod claim;
mod ledger;
mod part;
mod sys;

/// What the ledger is written in; the model checker puts its own in this place.
mod atomic {
    pub(crate) use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
}

pub use array::{Array, MAX_PARTS};
pub use claim::Claim;
pub use part::Part;
pub use single_value_data_sharing::Guard;
