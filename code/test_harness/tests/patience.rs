//! A test's limit, and the variable that stretches it.

use std::env;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Started with this variable, the program runs the slow test alone.
const SLOW: &str = "ONLY_THE_SLOW_TEST";

fn main() {
    match env::var_os(SLOW) {
        Some(_) => test_harness::run(Duration::from_millis(100), &[("slow", slow)]),
        None => test_harness::run(
            test_harness::LIMIT,
            &[
                ("past_its_limit_a_test_has_failed", past_its_limit_a_test_has_failed),
                ("patience_stretches_the_limit", patience_stretches_the_limit),
            ],
        ),
    }
}

fn slow() {
    sleep(Duration::from_millis(300));
}

fn past_its_limit_a_test_has_failed() {
    assert!(!passes_with_patience("1"));
}

fn patience_stretches_the_limit() {
    assert!(passes_with_patience("600"));
}

fn passes_with_patience(times: &str) -> bool {
    let own = env::current_exe().unwrap();
    let mut slow = Command::new(own);
    slow.env(SLOW, "").env("TEST_PATIENCE", times).stdout(Stdio::null());
    slow.status().unwrap().success()
}
