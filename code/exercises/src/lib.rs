//! Exercises whose checks look at *how* an answer works: they hand the reader's function watched children, counted
//! resources and closures that tell in which process they ran.
//!
//! A reader writes `tasks/NAME.rs` and runs `cargo test -p exercises --test NAME`. That program calls [`check`], which runs
//! the answer in a process apart ([`judge()`]) and says what was seen, what was expected, and which section of the book helps.

#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

mod busy;
pub mod catalog;
pub mod checks;
mod crowd;
mod finding;
mod judge;
mod left;
mod notes;
mod saves;
mod wait;
mod watch;

use std::time::Duration;

pub use busy::{Busy, Held};
pub use finding::{Finding, Rule, Verdict};
pub use judge::judge;
pub use notes::trying;
pub use saves::Saves;
pub use wait::{patient, until};

/// How long an answer may run before it is ended.
pub const LIMIT: Duration = Duration::from_secs(20);

/// Runs the check of an exercise on an answer, prints what it found, and ends this process: with code 0 if it is solved.
pub fn check<A: Send>(name: &str, check: fn(A) -> Verdict, answer: A) -> ! {
    let code = match judge(patient(LIMIT), || check(answer)) {
        Ok(()) => {
            println!("{name} is solved. `cargo run -p exercises` says what comes next.");
            0
        }
        Err(finding) => {
            println!("\n{name} is not solved yet.\n\n{finding}");
            1
        }
    };
    std::process::exit(code)
}
