//! The programs that the page tells readers to copy do what the page says, run after run.

use std::env;
use std::process::Command;

/// What an example prints that ends well.
fn printed(example: &str, arguments: &[&str]) -> String {
    let test = env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap().join("examples");
    let program = folder.join(example);
    let is_built = program.exists();
    assert!(is_built, "{example} is not built: cargo test -p queue_usage does");
    let output = Command::new(program).args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text.replace(" (core dumped)", "")
}

pub fn the_pipeline_counts_every_page() {
    let expected = "78 words, pages not counted: {}\nthe reader ended with exit status: 0\n";
    assert_eq!(printed("worked_pipeline", &[]), expected);
}

pub fn a_worker_that_dies_takes_one_page_with_it_and_the_pipeline_ends() {
    for page in 1..=12 {
        let expected = format!(
            "{} words, pages not counted: {{{page}}}\nthe reader ended with exit status: 0\n\
             a worker ended with signal: 6 (SIGABRT)\n",
            78 - page
        );
        assert_eq!(printed("worked_pipeline", &[&page.to_string()]), expected);
    }
}

pub fn what_was_not_answered_is_sent_again_and_answered() {
    let whole = "attempt 1: 78 words, still open: []\n";
    assert_eq!(printed("worked_resend", &[]), whole);
    for page in 1..=12 {
        let expected = format!(
            "attempt 1: {} words, still open: [{page}]\n\
             attempt 2: 78 words, still open: []\n",
            78 - page
        );
        assert_eq!(printed("worked_resend", &[&page.to_string()]), expected);
    }
}

pub fn what_kills_every_worker_is_given_up_in_the_end() {
    let text = printed("worked_resend", &["7", "always"]);
    assert_eq!(text.lines().last(), Some("given up after 3 attempts"));
    assert!(text.lines().take(3).all(|line| line.ends_with(" 71 words, still open: [7]")));
}

pub fn the_parents_own_ends_keep_a_pipeline_from_ending() {
    let text = printed("s13_forgotten_ends", &[]);
    for line in [
        "with `squares` kept: 385, and then Err(Timeout)",
        "with `squares` dropped: Err(Disconnected)",
        "with `to_square` kept, the feeder has ended: false",
        "with `to_square` dropped: exit status: 0",
    ] {
        assert!(text.lines().any(|there| there == line), "{text}");
    }
}

pub fn a_consumer_that_sends_does_so_through_main() {
    let expected =
        "a worker that feeds itself has ended: false\nvisited through main: 15 pages\n";
    assert_eq!(printed("s16_consumer_sends", &[]), expected);
}

pub fn a_sender_killed_between_the_stores_has_sent_nothing_if_the_count_comes_last() {
    let text = printed("s18_killed_in_send", &[]);
    let lines: Vec<_> = text.lines().collect();
    assert!(lines[0].ends_with("received Some(0)") && lines[2].ends_with("received None"));
    let woken = ["the longest sleep is None: received false", "20ms): received true"];
    assert!(lines[4] == woken[0] && lines[5].ends_with(woken[1]), "{text}");
}
