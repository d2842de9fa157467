//! Runs tests that fork. Rust's own harness runs each test on a second thread, where `spawn`
//! rightly refuses; here each test runs in a forked process of its own, on its only thread.
//!
//! ```no_run
//! fn a_child_that_returns_ends_with_code_0() {
//!     assert!(process::spawn(|| ()).unwrap().join().unwrap().success());
//! }
//!
//! test_harness::main!(a_child_that_returns_ends_with_code_0);
//! ```
//!
//! in a file of `tests/` that has `harness = false` in `Cargo.toml`. Two tests [run](run) at a time.
//! A test
//!
//! - **begins** with no signal blocked or ignored (but SIGPIPE, as every Rust program), and with no
//!   descriptor of whatever started `cargo test`;
//! - **fails** when it panics, exits with whatever code, or dies by a signal: only one that returns
//!   has passed;
//! - **fails** when it runs longer than its limit (60 s unless `main!(limit 120 s; ...)` says
//!   otherwise, times [`TEST_PATIENCE`](patient), and twice as long where two run): it is killed
//!   then;
//! - **fails** when it leaves a child unwaited for, a thread, or an open descriptor;
//! - **fails** when it leaves a process running, a grandchild or a `Command`: they are killed;
//! - **is skipped** when it calls [`skip`] with the reason.
//!
//! It also runs the Python programs beside which the chapters are tested and measured: [`Python`]. It
//! lets a child go on by single instructions, to be killed after each: [`stepped`]. And it takes from
//! a test what a poorer machine would not give: [`limits`], [`be_interrupted_every_millisecond`].

#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

mod apart;
mod left;
mod limit;
pub mod limits;
mod line;
mod printed;
mod python;
pub mod stepped;
mod sys;
mod touched;

use std::collections::BTreeSet;
use std::process::exit;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use libtest2_mimic::{Harness, RunContext, RunError, Trial};

use apart::{Apart, SKIPPED, Verdict};
use line::{Judged, Line, Test};

pub use left::{children, open_descriptors};
pub use limit::{LIMIT, patient, rounds};
pub use python::{Failure, Python};
pub use sys::be_interrupted_every_millisecond;
pub use touched::touched_shared_memory;

/// How long [`python`] waits: less than a test does, so that its reason is heard.
const PYTHONS_LIMIT: Duration = Duration::from_secs(45);

/// Writes the `main` of a test file from the paths of its test functions (`fn()`), and of those
/// that no other test may run beside: `main!(a, b; alone: c, d)`.
#[macro_export]
macro_rules! main {
    (limit $seconds:literal s; $($tests:tt)+) => {
        $crate::main!(@ std::time::Duration::from_secs($seconds); $($tests)+);
    };
    (@ $limit:expr; $($test:path),+ $(,)? $(; alone: $($alone:path),+ $(,)?)?) => {
        fn main() {
            $crate::run(
                $limit,
                &[$((stringify!($test), $test as fn())),+],
                &[$($((stringify!($alone), $alone as fn())),+)?],
            )
        }
    };
    ($($tests:tt)+) => { $crate::main!(@ $crate::LIMIT; $($tests)+); };
}

/// Runs the tests and ends the process. With arguments, which `cargo test` passes on, it runs one
/// test at a time, and what a test prints is seen at once. Without, it runs two at a time, but
/// those of the second list alone; what a test has printed is told only if it does not pass.
///
/// # Panics
///
/// If a name is there twice.
pub fn run(
    limit: Duration,
    beside_others: &[(&'static str, fn())],
    alone: &[(&'static str, fn())],
) -> ! {
    let listed = |alone| move |&(name, run): &_| Test { name, run, alone };
    let tests: Vec<_> = beside_others
        .iter()
        .map(listed(false))
        .chain(alone.iter().map(listed(true)))
        .collect();
    let names: BTreeSet<_> = tests.iter().map(|test| test.name).collect();
    assert_eq!(names.len(), tests.len(), "a test is listed twice");
    sys::default_signals(); // Every test inherits this, and that:
    sys::close_inherited();
    let trials = match std::env::args_os().len() {
        ..=1 => two_at_a_time(&tests, patient(limit)),
        _ => one_at_a_time(&tests, patient(limit)),
    };
    // Without its feature `threads` this runs them here, on the only thread.
    Harness::with_env().discover(trials).main()
}

fn one_at_a_time(tests: &[Test], limit: Duration) -> Vec<Trial> {
    let judge = move |test: Test| {
        let verdict = Apart::start(test.run, limit, None)?.judge()?;
        Ok((verdict, String::new()))
    };
    let trial =
        |&test: &Test| Trial::test(test.name, move |context| tell(judge(test), context));
    tests.iter().map(trial).collect()
}

fn two_at_a_time(tests: &[Test], limit: Duration) -> Vec<Trial> {
    let line = Arc::new(Mutex::new(Line::new(tests, limit)));
    let trial = |test: &Test| {
        let (name, line) = (test.name, line.clone());
        let judge = move || line.lock().expect("no other thread").judge(name);
        Trial::test(name, move |context| tell(judge(), context))
    };
    tests.iter().map(trial).collect()
}

/// Ends the test here as skipped, with the reason: something is missing that a reader may not
/// have. With `CI` set, where nothing may be missing, the test fails instead.
pub fn skip(reason: &str) -> ! {
    eprintln!("skipped: {reason}");
    exit(SKIPPED)
}

/// What a program of Python's prints. Where there is no `python3`, or one that cannot share memory
/// between processes, the test is [skipped](skip).
///
/// # Panics
///
/// If the program fails.
pub fn python(program: &str) -> String {
    let mut python = Python::saying(program, PYTHONS_LIMIT);
    let said = python.run(&[]);
    match (said, python.failure()) {
        (Some(text), _) => text,
        (None, Some(failure)) if python.is_usable() => panic!("{}: {failure}", python.name()),
        (None, failure) => skip(&format!("Python: {}", failure.expect("a reason"))),
    }
}

/// What the report says of a test.
fn tell(judged: Judged, context: RunContext<'_>) -> Result<(), RunError> {
    match judged.map_err(RunError::with_cause)? {
        (Verdict::Passed, _) => Ok(()),
        (Verdict::Skipped, printed) => {
            eprint!("{printed}");
            context.ignore_for("the reason is above")
        }
        (Verdict::Failed(fault), printed) => Err(RunError::fail(format!("{printed}{fault}"))),
    }
}
