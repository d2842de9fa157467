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
//! in a file of `tests/` that has `harness = false` in `Cargo.toml`. A test
//!
//! - **begins** with no signal blocked or ignored (but SIGPIPE, as every Rust program), whatever
//!   started `cargo test`;
//! - **fails** when it panics, exits with whatever code, or dies by a signal: only one that returns
//!   has passed;
//! - **fails** when it runs longer than its limit (60 s unless `main!(limit 120 s; ...)` says
//!   otherwise, times [`TEST_PATIENCE`](patient)): it is killed then;
//! - **fails** when it leaves a child unwaited for, a thread, or an open descriptor;
//! - **fails** when it leaves a process running, a grandchild or a `Command`: they are killed;
//! - **is skipped** when it calls [`skip`] with the reason.
//!
//! It also runs the Python programs beside which the chapters are tested and measured: [`Python`]. It
//! lets a child go on by single instructions, to be killed after each: [`stepped`]. And it takes from
//! a test what a poorer machine would not give: [`limits`], [`be_interrupted_every_millisecond`].

#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

mod left;
mod limit;
pub mod limits;
mod python;
pub mod stepped;
mod sys;

use std::collections::BTreeSet;
use std::io;
use std::process::exit;
use std::time::Duration;

use libtest2_mimic::{Harness, RunContext, RunError, Trial};

pub use left::{children, open_descriptors};
pub use limit::{LIMIT, patient, rounds};
pub use python::{Failure, Python};
pub use sys::be_interrupted_every_millisecond;

/// How long [`python`] waits: less than a test does, so that its reason is heard.
const PYTHONS_LIMIT: Duration = Duration::from_secs(45);

/// What a test ends with that has returned, and left nothing. Not 0: a test that is not run at
/// all, or calls `exit(0)` before its assertions, has not passed.
const PASSED: i32 = 78;
/// What the build tools of this world agree on for "skipped".
const SKIPPED: i32 = 77;

/// Writes the `main` of a test file from the paths of its test functions (`fn()`).
#[macro_export]
macro_rules! main {
    (limit $seconds:literal s; $($test:path),+ $(,)?) => {
        fn main() {
            let limit = std::time::Duration::from_secs($seconds);
            $crate::run(limit, &[$((stringify!($test), $test as fn())),+])
        }
    };
    ($($test:path),+ $(,)?) => {
        fn main() {
            $crate::run($crate::LIMIT, &[$((stringify!($test), $test as fn())),+])
        }
    };
}

/// Runs the tests, one after the other, with the arguments that `cargo test` passes on, and ends the process.
///
/// # Panics
///
/// If a name is there twice.
pub fn run(limit: Duration, tests: &[(&'static str, fn())]) -> ! {
    let names: BTreeSet<_> = tests.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), tests.len(), "a test is listed twice");
    sys::default_signals(); // Every test inherits this.
    let limit = patient(limit);
    let trial =
        |&(name, test)| Trial::test(name, move |context| run_apart(test, limit, context));
    // Without its feature `threads` this runs them here, on the only thread.
    Harness::with_env().discover(tests.iter().map(trial)).main()
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

fn run_apart(test: fn(), limit: Duration, context: RunContext<'_>) -> Result<(), RunError> {
    match judge(test, limit) {
        Ok(Verdict::Passed) => Ok(()),
        Ok(Verdict::Skipped) => context.ignore_for("the reason is above"),
        Ok(Verdict::Failed(fault)) => Err(RunError::fail(fault)),
        Err(error) => Err(RunError::with_cause(error)),
    }
}

enum Verdict {
    Passed,
    Skipped,
    Failed(String),
}

// ANCHOR: judge
fn judge(test: fn(), limit: Duration) -> io::Result<Verdict> {
    let lifeline = left::Lifeline::new()?;
    let mut child = process::spawn(move || {
        left::nothing(test);
        exit(PASSED)
    })?;
    let status = child.join_timeout(limit)?;
    if status.is_none() {
        child.kill()?;
        child.join()?;
    }
    let stragglers = lifeline.kill_stragglers()?;
    Ok(match status.map(|status| (status.code(), status)) {
        None => Verdict::Failed(format!("still running after {limit:?}: killed")),
        Some((Some(PASSED), _)) if !stragglers.is_empty() => {
            Verdict::Failed(format!("it left these processes running: {stragglers:?}"))
        }
        Some((Some(PASSED), _)) => Verdict::Passed,
        Some((Some(SKIPPED), _)) if std::env::var_os("CI").is_none() => Verdict::Skipped,
        Some((_, status)) => Verdict::Failed(format!("ended before its end, with {status}")),
    })
}
// ANCHOR_END: judge
