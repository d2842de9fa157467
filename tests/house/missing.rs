//! What a test wants and a reader may not have.

use std::env;
use std::io::{self, Write};
use std::path::PathBuf;

/// Where one of these programs lies. If nowhere, the test that asks is skipped, and says so; in CI it fails.
///
/// # Panics
///
/// When none is installed and the variable `CI` is set.
pub fn find_or_skip(programs: &[&str], what_for: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&folders).collect();
    let places = programs
        .iter()
        .flat_map(|program| folders.iter().map(move |folder| folder.join(program)));
    let found = places.into_iter().find(|place| place.is_file());
    if found.is_none() {
        skip(what_for, &format!("none of {programs:?} is installed"));
    }
    found
}

/// Says that a test, or a part of one, is skipped, and why; in CI it fails instead.
///
/// # Panics
///
/// When the variable `CI` is set.
pub fn skip(what_for: &str, why: &str) {
    let message = format!("skipped: {what_for}: {why}");
    assert!(env::var_os("CI").is_none(), "{message}: CI must have it, see .ci/run");
    // Not by eprintln!, which the test harness keeps to itself when a test passes.
    writeln!(io::stderr(), "{message}").expect("stderr is there");
}
