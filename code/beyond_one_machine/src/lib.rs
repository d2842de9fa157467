//! The picture of the crate `together`, painted by the ranks of an MPI job.
//!
//! Rank 0 hands out tiles, keeps what comes back, and writes the file. All other ranks paint.
//! A rank that dies ends the job, so rank 0 keeps each tile in a [`Checkpoint`] too, and a job
//! that is started again paints what is missing.
//!
//! No rank forks: see the page.
//!
//! | file | what it holds |
//! |---|---|
//! | `tile.rs` | which rows a tile has, and how they are painted |
//! | `sheet.rs` | the picture as far as it is painted |
//! | `hand_out.rs` | [`hand_out`]: what rank 0 does |
//! | `paint.rs` | [`paint_what_comes`]: what the others do |
//! | `checkpoint.rs` | the tiles that outlive the job |
//! | `order.rs` | the arguments |

#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

mod checkpoint;
mod hand_out;
mod order;
mod paint;
mod sheet;
mod tile;

pub use checkpoint::Checkpoint;
pub use hand_out::hand_out;
pub use order::{Order, USAGE};
pub use paint::paint_what_comes;
pub use sheet::Sheet;
pub use tile::{ROWS, Tile, tiles};
