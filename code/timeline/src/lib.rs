//! Pictures of what processes did: a [`Recorder`] writes events down, a [`Chart`] draws them.
//!
//! ```standalone_crate
//! use timeline::{Axis, Chart, Look, Recorder};
//!
//! # fn main() -> std::io::Result<()> {
//! let recorder = Recorder::new()?;
//! let child = process::spawn(|| recorder.note("works"))?;
//! let id = child.id();
//! child.join()?;
//! recorder.note_of(id, "gone");
//! let chart = Chart::new(Axis::Order).lane(id, "child").look("works", Look::Box);
//! assert!(chart.draw(&recorder.events()).starts_with("<svg"));
//! # Ok(())
//! # }
//! ```
//!
//! [`Curves`] draw what was measured instead, [`Strips`] what lies where, or how often something was seen, and [`Boxes`]
//! who waits for whom.
//! What lies inside of a type of another crate, in memory that it shares, is seen by [`Mapped`].
//!
//! An event lies in shared memory as soon as it is noted, so a process that is killed has noted all that it did. The
//! programs in `examples/` record the runs that the book's pages show.

#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

mod boxes;
mod chart;
mod curves;
mod event;
mod lane;
mod looks;
mod mapped;
mod paper;
mod recorder;
mod strips;

pub use boxes::Boxes;
pub use chart::{Axis, Chart};
pub use curves::{Curves, Mark};
pub use event::Event;
pub use lane::Look;
pub use mapped::Mapped;
pub use recorder::Recorder;
pub use strips::Strips;
