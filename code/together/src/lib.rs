//! A renderer of fractals: a pool of processes paints the tiles of a picture in shared memory.
//!
//! ```standalone_crate
//! use together::{Interrupt, Rendering, Scene, Size};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let scene = Scene { size: Size { width: 80, height: 50 }, ..Scene::default() };
//! let rendering = Rendering::start(scene.size, 2, |span, pixels| scene.paint(span, pixels))?;
//! let picture = rendering.watch(&Interrupt::catch()?)?;
//! assert_eq!(picture.work.pixels, 80 * 50);
//! assert_eq!(picture.canvas.pixels().len(), 80 * 50);
//! # Ok(())
//! # }
//! ```
//!
//! # Who does what
//!
//! The *main process* shows a bar and writes the file. It forks one child, the *renderer*, whose
//! children the *workers* are. The pixels and a gauge of the work lie in memory that all of them
//! see; a queue brings the news from the renderer to the main process.
//!
//! - A worker that dies costs its tile one more attempt, at most [`ATTEMPTS`] in all.
//! - The renderer can be ended at any moment, with all workers: that is what Ctrl-C does.
//! - The file appears whole, or not at all.
//!
//! | file | what it holds |
//! |---|---|
//! | `rendering.rs` | [`Rendering`]: what the main process does |
//! | `renderer.rs` | what the renderer does, and what a worker does |
//! | `canvas.rs` | the pixels, and the rights to paint them |
//! | `span.rs` | a piece of a row, in a tile |
//! | `work.rs` | how much was done, and a gauge of it |
//! | `event.rs` | what goes through the queue |
//! | `leash.rs` | a process that is killed with the one that wanted its work |
//! | `interrupt.rs` | Ctrl-C |
//! | `bar.rs` | how far it is |
//! | `message.rs` | what it says on stderr |
//! | `scene.rs`, `fractal.rs`, `complex.rs`, `palette.rs`, `size.rs` | the picture |
//! | `png.rs`, `output.rs`, `place.rs` | the file |
//! | `order.rs`, `operand.rs` | the arguments |

#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

mod bar;
mod canvas;
mod complex;
mod error;
mod event;
mod fractal;
mod interrupt;
mod leash;
mod message;
mod operand;
mod order;
mod output;
mod palette;
mod place;
mod png;
mod renderer;
mod rendering;
mod scene;
mod size;
mod span;
mod work;

pub use canvas::Canvas;
pub use complex::Complex;
pub use error::Error;
pub use fractal::{Fractal, Orbit};
pub use interrupt::Interrupt;
pub use message::say;
pub use operand::Misuse;
pub use order::{Order, USAGE};
pub use output::Output;
pub use palette::Rgb;
pub use place::Place;
pub use png::encode;
pub use renderer::ATTEMPTS;
pub use rendering::{Picture, Rendering};
pub use scene::Scene;
pub use size::Size;
pub use span::Span;
pub use work::{Gauge, Work};
