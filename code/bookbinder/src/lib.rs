//! Binds the book: runs the programs that its pages ask for and puts what they print onto the pages.
//!
//! A page asks by a directive on a line of its own, in the syntax of mdbook-cmdrun:
//!
//! ```text
//! <!-- cmdrun cargo run -p process # order varies; limit 30s -->
//! ```
//!
//! The way of one directive through this crate:
//! [`directive`] finds it and reads what to expect, [`program`] has built what it names,
//! [`demo`] says what is to be started, [`cache`] may know the output already; if not, [`wrapper`] hands
//! it to mdbook-cmdrun, under which [`run`] captures it, beside others ([`lanes`]), and [`block`] writes the piece of the page
//! ([`picture`], where it is one; [`recording`], where the command lacks something). What a page includes, [`listing`] puts into a frame with its file ([`source`]) and the
//! items that it needs ([`uses`]); [`piece`] moves it to the left, and [`beside`] puts Python beside Rust.
//! [`preprocess`] does so for every page of a book that mdBook hands over, and [`bind()`] drives mdBook.
//!
//! Whatever goes wrong is an [`Error`] that names page, line and command: a book that lacks an output,
//! or shows a wrong one, is not bound.

#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

pub mod beside;
pub mod bind;
pub mod block;
pub mod cache;
pub mod complaint;
pub mod demo;
pub mod directive;
pub mod error;
pub mod include;
pub mod interrupt;
pub mod lanes;
pub mod listing;
pub mod machine;
pub mod markup;
pub mod page;
pub mod picture;
pub mod piece;
pub mod preprocess;
pub mod program;
pub mod progress;
pub mod reading;
pub mod recording;
pub mod run;
pub mod settings;
mod shelf;
mod shell;
pub mod source;
mod sys;
pub mod tree;
pub mod uses;
pub mod wrapper;

pub use bind::{Bound, bind};
pub use error::Error;
