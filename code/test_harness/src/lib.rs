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
//! - **fails** when it panics, exits with a code other than 0, or dies by a signal;
//! - **fails** when it runs longer than its limit (60 s unless `main!(limit 120 s; ...)` says
//!   otherwise): it is killed then, and its children with it;
//! - **fails** when it leaves a child process, running or unwaited for, or an open descriptor;
//! - **is skipped** when it calls [`skip`] with the reason.

#![forbid(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

use std::fs;
use std::process::ExitCode;
use std::time::Duration;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

/// The limit of a test where `main!` names none.
pub const LIMIT: Duration = Duration::from_secs(60);

/// What the build tools of this world agree on for "skipped".
const SKIPPED: i32 = 77;

/// Writes the `main` of a test file from the names of its test functions (`fn()`).
#[macro_export]
macro_rules! main {
    (limit $seconds:literal s; $($test:path),+ $(,)?) => {
        fn main() -> std::process::ExitCode {
            let limit = std::time::Duration::from_secs($seconds);
            $crate::run(limit, &[$((stringify!($test), $test as fn())),+])
        }
    };
    ($($test:path),+ $(,)?) => {
        fn main() -> std::process::ExitCode {
            $crate::run($crate::LIMIT, &[$((stringify!($test), $test as fn())),+])
        }
    };
}

/// Runs the tests, one after the other, with the arguments that `cargo test` passes on.
pub fn run(limit: Duration, tests: &[(&'static str, fn())]) -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1); // On the main thread, the only one.
    let trials = tests
        .iter()
        .map(|&(name, test)| Trial::ignorable_test(name, move || run_apart(test, limit)))
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Ends the test here as skipped, with the reason: something is missing that a reader may not
/// have. With `CI` set, where it must not be missing, the test fails instead.
pub fn skip(reason: &str) -> ! {
    if std::env::var_os("CI").is_some() {
        panic!("skipped in CI, where nothing may be missing: {reason}");
    }
    eprintln!("skipped: {reason}");
    std::process::exit(SKIPPED)
}

fn run_apart(test: fn(), limit: Duration) -> Result<Completion, Failed> {
    let mut child = process::spawn(move || leaving_nothing(test))?;
    let Some(status) = child.join_timeout(limit)? else {
        child.kill()?;
        child.join()?;
        return Err(format!("still running after {limit:?}: killed").into());
    };
    match status.code() {
        Some(0) => Ok(Completion::Completed),
        Some(SKIPPED) => Ok(Completion::ignored_with("the reason is above")),
        _ => Err(format!("ended with {status}").into()),
    }
}

fn leaving_nothing(test: fn()) {
    let before = open_descriptors();
    test();
    assert_eq!(
        children(),
        "",
        "the test left these children (pids), running or unwaited for"
    );
    let left: Vec<_> = open_descriptors()
        .into_iter()
        .filter(|fd| !before.contains(fd))
        .collect();
    assert!(
        left.is_empty(),
        "the test left these descriptors open: {left:?}"
    );
}

/// What this process has open, as `number -> target`.
pub fn open_descriptors() -> Vec<String> {
    let open = fs::read_dir("/proc/self/fd").expect("/proc is mounted");
    let mut open: Vec<String> = open
        .filter_map(|entry| {
            let entry = entry.ok()?;
            // The descriptor that reads the folder is closed by the time we ask: no target.
            let target = fs::read_link(entry.path()).ok()?;
            let number = entry.file_name();
            Some(format!(
                "{} -> {}",
                number.to_string_lossy(),
                target.display()
            ))
        })
        .filter(|line| !line.ends_with("/fd"))
        .collect();
    open.sort();
    open
}

/// The pids of this process's children, zombies included, separated by spaces.
pub fn children() -> String {
    let list = fs::read_to_string("/proc/thread-self/children").expect("/proc is mounted");
    list.trim().to_owned()
}
