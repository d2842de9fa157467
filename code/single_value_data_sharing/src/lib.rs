//! One value in memory that several processes share, inside its lock.
//!
//! ```standalone_crate
//! use process::spawn;
//! use single_value_data_sharing::Value;
//!
//! let number = Value::new(41)?;
//! spawn(|| *number.lock().unwrap() += 1)?.join()?;
//! assert_eq!(*number.lock().unwrap(), 42);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! A [`Value`] has the face of [`std::sync::Mutex`], across processes: an owner that
//! panics poisons it, and so does one that exits or is killed. For a value that one
//! instruction can change, an atomic in [`Shared`] does without a lock; and [`Lock`] is
//! the lock alone, for when it protects something that lies elsewhere.
#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

mod guard;
mod sys;
mod value;

pub use guard::{Container, Guard, map_lock, map_try_lock};
pub use shared_memory::{Lock, LockGuard, Shareable, Shared};
pub use value::Value;
