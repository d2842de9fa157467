//! The programs that the page tells readers to copy do what the page says.

use std::env;
use std::path::PathBuf;
use std::process::Command;

/// A program of the page's, as the book runs it: to print a backtrace can take longer than a task may.
pub fn example(name: &str) -> Command {
    let mut command = Command::new(path(name));
    command.env_remove("RUST_BACKTRACE");
    command
}

fn path(name: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join("examples").join(name);
    assert!(program.exists(), "{name} is not built: cargo test -p executor does");
    program
}

/// What an example prints that ends well.
fn printed(name: &str) -> String {
    let output = example(name).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text.replace(" (core dumped)", "")
}

pub fn the_server_answers_every_request_while_its_workers_are_killed() {
    let expected = "while workers are killed, 40 times:
 400 x \"it was a dark and stormy night\": 200 7 words
what the library cannot stand:
   8 x \"\": 200 0 words
   8 x \"crash now\": 500 its worker was killed by signal 6 (SIGABRT)
   8 x \"eat everything\": 500 its worker was killed by signal 6 (SIGABRT)
   8 x \"hang on\": 504 it ran for longer than 500ms, and was killed
   8 x \"panic now\": 500 it panicked: an odd text
";
    assert_eq!(printed("worked_server"), expected);
}

pub fn the_server_under_tokio_cancels_what_takes_long_and_what_is_not_wanted() {
    let expected = "  50 x \"it was a dark and stormy night\": 7 words
   8 x \"crash now\": no result: its worker was killed by signal 6 (SIGABRT)
   2 x \"hang on\": no result within 2s
ten clients sent \"hang on\" and have gone
  10 x \"all is well\": 3 words
one more: 3
";
    assert_eq!(printed("worked_tokio"), expected);
}
