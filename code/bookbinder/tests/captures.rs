//! What a capture holds, and what it leaves running: nothing.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use bookbinder::demo::Demo;
use bookbinder::directive::Ending;
use bookbinder::run::{Capture, Failure, MOST, capture};

mod common;

fn demo(script: &str) -> Demo {
    let argv = ["sh", "-c", script].map(str::to_owned).to_vec();
    Demo {
        argv,
        root: Path::new("/").to_owned(),
        limit: Duration::from_secs(20),
        stderr: false,
    }
}

#[track_caller]
fn run(script: &str) -> Capture {
    capture(&demo(script), None).unwrap()
}

#[test]
fn bytes_come_as_they_are() {
    let all: Vec<u8> = (0..=255).collect();
    let script = all.iter().map(|byte| format!("\\{byte:03o}")).collect::<String>();
    assert_eq!(run(&format!("printf '{script}'")).output, all);
}

#[test]
fn the_ending_is_told_by_code_or_signal() {
    assert_eq!(run("exit 0").ending, Ending::Exit(0));
    assert_eq!(run("exit 134").ending, Ending::Exit(134));
    assert_eq!(run("kill -9 $$").ending, Ending::Signal(9));
}

#[test]
fn standard_error_is_apart_unless_it_is_asked_for() {
    let script = "echo 1; echo 2 >&2; echo 3; echo 4 >&2";
    let apart = run(script);
    assert_eq!((&*apart.output, &*apart.stderr), (&b"1\n3\n"[..], &b"2\n4\n"[..]));
    let merged = capture(&Demo { stderr: true, ..demo(script) }, None).unwrap();
    assert_eq!((&*merged.output, &*merged.stderr), (&b"1\n2\n3\n4\n"[..], &b""[..]));
}

#[test]
fn a_command_sees_a_fixed_environment_and_no_input() {
    let seen = String::from_utf8(run("env; cat; echo end of input; pwd").output).unwrap();
    for line in ["LANG=C", "NO_COLOR=1", "end of input", "/"] {
        assert!(seen.lines().any(|seen| seen == line), "{line} is missing:\n{seen}");
    }
    // Cargo sets these for this test, and some machines for all programs.
    let foreign = |line: &&str| line.starts_with("CARGO") || line.starts_with("RUST_");
    assert_eq!(seen.lines().find(foreign), None);
}

#[test]
fn a_limit_kills_the_whole_group() {
    let started = Instant::now();
    let endless = Demo {
        limit: Duration::from_secs(1),
        ..demo("echo doomed >&2; sleep 300 & echo $! >&2; wait")
    };
    let Err(Failure::Limit(stderr)) = capture(&endless, None) else {
        panic!("it has no limit")
    };
    assert!(started.elapsed() < Duration::from_secs(20), "the limit came late");
    let stderr = String::from_utf8(stderr).unwrap();
    let (first, grandchild) = stderr.split_once('\n').unwrap();
    assert_eq!(first, "doomed");
    assert!(common::ends_within(pid(grandchild), common::LIMIT), "the grandchild lives on");
}

#[test]
fn what_a_command_leaves_running_is_killed_and_not_waited_for() {
    let started = Instant::now();
    let left = run("sleep 300 & echo $!");
    assert!(started.elapsed() < Duration::from_secs(20), "it was waited for");
    let left = String::from_utf8(left.output).unwrap();
    assert!(common::ends_within(pid(&left), common::LIMIT), "it lives on");
}

#[test]
fn more_than_a_page_can_hold_is_refused_at_once() {
    let failure = capture(&demo("yes"), None).unwrap_err();
    assert!(matches!(failure, Failure::TooMuch), "{failure:?}");
    let full = run(&format!("head -c {MOST} /dev/zero"));
    assert_eq!(full.output.len(), MOST);
}

#[test]
fn the_thread_id_of_a_panic_is_masked() {
    let panic = "thread 'main' (2172) panicked at src/main.rs:2:5:";
    let overflow = "thread '<unnamed>' (17) has overflowed its stack";
    let printed =
        run(&format!("echo \"{panic}\"; echo \"{overflow}\"; echo \"thread 'x' (5) runs\""));
    let expected = "thread 'main' (<id>) panicked at src/main.rs:2:5:\n\
        thread '<unnamed>' (<id>) has overflowed its stack\nthread 'x' (5) runs\n";
    assert_eq!(String::from_utf8(printed.output).unwrap(), expected);
}

#[test]
fn a_command_that_does_not_exist_is_a_failure() {
    let missing = Demo { argv: vec!["no-such-program".to_owned()], ..demo("") };
    assert!(matches!(capture(&missing, None), Err(Failure::Io(_))));
}

fn pid(text: &str) -> rustix::process::Pid {
    rustix::process::Pid::from_raw(text.trim().parse().unwrap()).unwrap()
}

#[test]
fn a_command_that_leaves_its_group_is_killed_too() {
    let this = std::env::current_exe().unwrap().to_str().unwrap().to_owned();
    let argv = [&this, "--ignored", "--exact", "leaves_its_group"].map(str::to_owned).to_vec();
    let limit = Duration::from_secs(1);
    let started = Instant::now();
    let failure = capture(&Demo { argv, limit, ..demo("") }, None).unwrap_err();
    assert!(matches!(failure, Failure::Limit(_)), "{failure:?}");
    assert!(started.elapsed() < common::LIMIT / 2, "it ended by itself");
}

#[test]
#[ignore = "the command of the test above"]
fn leaves_its_group() {
    // The group of its parent would not do: in a container that may be one of the outside.
    let mut other = Command::new("true").process_group(0).spawn().unwrap();
    let group = rustix::process::Pid::from_child(&other);
    rustix::process::setpgid(None, Some(group)).unwrap();
    other.wait().unwrap();
    std::thread::park_timeout(common::LIMIT);
}
