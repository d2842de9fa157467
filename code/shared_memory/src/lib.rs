//! The ground floor for everything that lies in memory shared by processes.
//!
//! ```
//! use shared_memory::{Lock, Shared};
//! use std::sync::atomic::{AtomicU32, Ordering};
//!
//! let hits = Shared::new(AtomicU32::new(0))?;
//! let lock = Lock::new()?;
//! let guard = lock.lock().expect("no owner died");
//! hits.fetch_add(1, Ordering::Relaxed);
//! drop(guard);
//! assert_eq!(hits.load(Ordering::Relaxed), 1);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Whatever is made here before a [`process::spawn`] is seen by both sides after it.
//!
//! | part | what it is |
//! |---|---|
//! | [`Mapping`], [`Shared`] | bytes, or one value, in an anonymous shared mapping |
//! | [`Lock`] | a lock that opens when its owner dies, and tells the next owner |
//! | [`futex`] | sleep until another process changes a word |
//! | [`bell`] | sleep until another process changes what you wait for, and miss no change |
//! | [`alive`] | who a process is, and whether it still lives |
//! | [`owners`] | whose a thing is that is moved from process to process |
#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

#[cfg(not(all(target_os = "linux", target_env = "gnu", target_pointer_width = "64")))]
compile_error!(
    "this crate needs 64-bit Linux with glibc (kernel 5.10 or newer): it stands on futexes and robust \
     mutexes. On another system, open the project in its dev container (.devcontainer)."
);

pub mod alive;
pub mod bell;
mod clock;
mod floor;
pub mod futex;
mod lock;
pub mod owners;
mod shared;

pub use lock::{Lock, LockGuard};
pub use shared::{Mapping, Shareable, Shared};
