//! What the kernel says of a family of processes: who is alive, in what state, and who waits for
//! whom. All of it is read from text files in `/proc`, which you can read by hand as well.
//!
//! ```standalone_crate
//! use debugging::{Family, named};
//!
//! # fn main() -> std::io::Result<()> {
//! let child = named("sleeper", || std::thread::park())?;
//! println!("{}", Family::of(child.id())?);
//! child.kill()?;
//! # Ok(())
//! # }
//! ```
//!
//! | part | what it is |
//! |---|---|
//! | [`Snapshot`] | name, state, parent and threads of one process, at one moment |
//! | [`Call`], [`FutexWait`] | the system call that it sleeps in, and who has the lock that it wants |
//! | [`Family`] | a process with its children and theirs, as a tree, and what each does |
//! | [`named`] | a child that carries a name of its own |
//! | [`Session`] | a command typed into a shell, and what it prints |
#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

#[cfg(not(all(target_os = "linux", target_env = "gnu", target_pointer_width = "64")))]
compile_error!(
    "this crate needs 64-bit Linux with glibc (kernel 5.10 or newer): it reads the kernel's /proc. \
     On another system, open the project in its dev container (.devcontainer)."
);

mod call;
mod doing;
mod family;
mod named;
mod notebook;
mod session;
mod snapshot;
mod sys;

pub use call::{Call, FutexWait};
pub use family::Family;
pub use named::{allow_debuggers, named};
pub use session::Session;
pub use snapshot::Snapshot;
