use std::fmt::Display;
use std::io::{Write, stderr};

/// Says something in a line on stderr.
///
/// If it cannot be read, because the pipe has no reader or the disk is full, it is lost, and
/// that is all. `eprintln!` would panic there, in a program that has still something to do.
pub fn say(message: impl Display) {
    let _ = writeln!(stderr(), "{message}");
}
