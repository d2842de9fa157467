//! A test's limit and its rounds, and the variables that stretch them.

use std::env;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Started with this variable, the program runs the slow test alone.
const SLOW: &str = "ONLY_THE_SLOW_TEST";
/// Started with this one, it prints how many rounds it makes of this number.
const ROUNDS: &str = "ROUNDS_OF";

fn main() {
    if let Ok(usual) = env::var(ROUNDS) {
        return println!("{}", test_harness::rounds(usual.parse().unwrap()));
    }
    match env::var_os(SLOW) {
        Some(_) => test_harness::run(Duration::from_millis(50), &[("slow", slow)], &[]),
        None => test_harness::run(
            test_harness::LIMIT,
            &[
                ("past_its_limit_a_test_has_failed", past_its_limit_a_test_has_failed),
                ("patience_stretches_the_limit", patience_stretches_the_limit),
                ("what_is_left_to_chance_is_tried_more_or_less_often", more_or_less_often),
            ],
            &[],
        ),
    }
}

fn slow() {
    sleep(Duration::from_millis(500));
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

fn more_or_less_often() {
    let rounds = |factor| {
        let mut asked = Command::new(env::current_exe().unwrap());
        asked.env(ROUNDS, "120");
        match factor {
            Some(factor) => asked.env("TEST_ROUNDS", factor),
            None => asked.env_remove("TEST_ROUNDS"),
        };
        String::from_utf8(asked.output().unwrap().stdout).unwrap()
    };
    let all = [None, Some("10"), Some("0.5"), Some("0.0001")].map(rounds);
    assert_eq!(all, ["120\n", "1200\n", "60\n", "1\n"]);
}
