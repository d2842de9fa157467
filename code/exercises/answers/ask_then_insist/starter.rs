//! Ask, then insist.
//!
//! End these children. First ask each of them to end (SIGTERM), so that it can tidy up. Then wait, for all of them together at most `grace`.
//! Kill those that are still there (SIGKILL). Return how each has ended, in their order.
//!
//! A child may take long to tidy up, may catch SIGTERM and stay, or may wait until another child has been asked too.
//!
//! Check it with
//!
//!     cargo test -p exercises --test ask_then_insist

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use exercises::checks::ask_then_insist;
use process::Process;

pub fn end_all(children: Vec<Process>, grace: Duration) -> io::Result<Vec<ExitStatus>> {
    todo!("ask all, wait, kill those that stay")
}

fn main() {
    exercises::check("ask_then_insist", ask_then_insist::check, end_all);
}
