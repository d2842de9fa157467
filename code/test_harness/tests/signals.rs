//! What a test inherits from whatever started the tests: a script's background job, `nohup`, a CI.

use std::fs;
use std::process::Command;

test_harness::main!(
    no_signal_is_ignored_or_blocked,
    a_start_with_ignored_signals_reaches_no_test,
    a_start_with_blocked_signals_reaches_no_test,
    no_descriptor_is_open_that_the_harness_does_not_need,
    a_start_with_open_descriptors_reaches_no_test,
);

const SIGNALS: &str = "no_signal_is_ignored_or_blocked";
const DESCRIPTORS: &str = "no_descriptor_is_open_that_the_harness_does_not_need";

/// SIGPIPE, which Rust's runtime ignores before `main`.
const SIGPIPE: u64 = 1 << (13 - 1);
/// Signals 32 and 33, which the C library keeps to itself.
const OF_THE_C_LIBRARY: u64 = 0b11 << (32 - 1);

fn no_signal_is_ignored_or_blocked() {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let set = |name| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        u64::from_str_radix(line.trim(), 16).unwrap()
    };
    assert_eq!(set("SigIgn:") & !OF_THE_C_LIBRARY, SIGPIPE, "ignored, a bit for each signal");
    assert_eq!(set("SigBlk:"), 0, "blocked, a bit for each signal");
}

fn a_start_with_ignored_signals_reaches_no_test() {
    passes_behind(
        SIGNALS,
        &["sh", "-c", r#"trap '' INT HUP TERM CHLD USR1; exec "$@""#, "sh"],
    );
}

fn a_start_with_blocked_signals_reaches_no_test() {
    if Command::new("env")
        .args(["--block-signal=INT", "true"])
        .status()
        .is_ok_and(|s| s.success())
    {
        passes_behind(SIGNALS, &["env", "--block-signal=INT", "--block-signal=CHLD"]);
    } else {
        test_harness::skip("this env(1) has no --block-signal");
    }
}

fn no_descriptor_is_open_that_the_harness_does_not_need() {
    let open = test_harness::open_descriptors();
    assert!(open.iter().all(|target| !target.contains("/dev/full")), "{open:?}");
}

fn a_start_with_open_descriptors_reaches_no_test() {
    passes_behind(DESCRIPTORS, &["sh", "-c", r#"exec 9>/dev/full; exec "$@""#, "sh"]);
}

/// Runs one of these tests in a run of its own, which another program starts.
fn passes_behind(test: &str, starter: &[&str]) {
    let own = std::env::current_exe().unwrap();
    let status = Command::new(starter[0])
        .args(&starter[1..])
        .arg(own)
        .args(["--exact", test])
        .status()
        .unwrap();
    assert!(status.success(), "{status}");
}
