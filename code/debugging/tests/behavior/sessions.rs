//! Each session of the page, run for real. Where a tool is missing or may not look, the test is skipped, and in CI fails.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use debugging::Session;
use test_harness::skip;

use crate::family::{asleep, end};

/// What an example of this crate prints.
fn session(name: &str) -> String {
    printed(&example(name), &[])
}

fn example(name: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let folder =
        test.ancestors().nth(2).expect("tests lie two folders below the examples' parent");
    let program = folder.join("examples").join(name);
    assert!(
        program.exists(),
        "{} is not built: cargo test -p debugging does",
        program.display()
    );
    program
}

fn printed(program: &PathBuf, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let is_refusal = |line: &&str| {
        line.starts_with("skipped: ") || line.contains("Operation not permitted")
    };
    if let Some(line) = text.lines().find(is_refusal) {
        skip(line.trim_start_matches("skipped: "));
    }
    text
}

fn chapter(arguments: &[&str]) -> String {
    printed(&PathBuf::from(env!("CARGO_BIN_EXE_debugging")), arguments)
}

/// The words of the first line that holds this one.
fn line<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let line = text.lines().find(|line| line.contains(word));
    line.unwrap_or_else(|| panic!("no `{word}` in:\n{text}")).split_whitespace().collect()
}

/// Asserts that these are in the text, one after the other.
fn in_order(text: &str, words: &[&str]) {
    let mut rest = text;
    for word in words {
        let (_, after) = rest
            .split_once(word)
            .unwrap_or_else(|| panic!("no `{word}` (any more) in:\n{text}"));
        rest = after;
    }
}

pub fn without_its_programs_a_session_says_what_is_missing() {
    assert!(Session::with(&["sh", "no-such-program"]).is_none());
    assert!(Session::with(&["sh"]).is_some());
    let output =
        Command::new(env!("CARGO_BIN_EXE_debugging")).env("PATH", "").output().unwrap();
    assert!(output.status.success(), "the chapter's program needs no other");
}

pub fn a_session_shows_both_streams_of_what_was_typed() {
    let shell = Session::with(&["sh"]).unwrap();
    let text = shell.types("echo one\necho two >&2\necho 0x123456789abc").unwrap();
    assert_eq!(text, "one\ntwo\n0x…\n");
}

pub fn a_session_looks_again_until_it_sees_what_it_wants() {
    let shell = Session::with(&["sh"]).unwrap();
    let file = env::temp_dir().join(format!("looks-{}", std::process::id()));
    let look = format!("echo look >> {0}; grep -c look {0}", file.display());
    let seen = shell.types_until(&look, |text| text == "3\n").unwrap();
    assert_eq!(seen, "3\n");
    fs::remove_file(file).unwrap();
}

pub fn the_program_of_the_chapter_shows_who_has_the_lock() {
    let text = chapter(&[]);
    let holder = line(&text, "holder:")[1];
    in_order(&text, &[" parent: waits for a child", "   ended", "   busy: computes"]);
    in_order(
        &text,
        &["holder: reads from", &format!("waiter: wants a lock that {holder} has")],
    );
}

pub fn the_program_of_the_chapter_shows_any_process() {
    let child = asleep("exhibit");
    let text = chapter(&[&child.id().to_string()]);
    assert_eq!(
        line(&text, "exhibit:")[..3],
        ["S", child.id().to_string().as_str(), "exhibit:"]
    );
    end(child);
    let refused = Command::new(env!("CARGO_BIN_EXE_debugging")).arg("none").output().unwrap();
    assert!(!refused.status.success());
}

pub fn ps_shows_the_states() {
    let text = session("s1_states");
    let state = |name| line(&text, name)[0];
    assert_eq!(["ended", "busy", "reader"].map(state), ["Z", "R", "S"]);
    // How far to the right a child stands, and whether `<defunct>` follows the name of one that
    // has ended, is a matter of the version (procps 4.0.2, 4.0.7).
    let parent = text.lines().find(|line| line.ends_with(" parent")).expect("the parent");
    let tree = text.lines().filter_map(|line| line.split_once("\\_ "));
    let children: Vec<&str> =
        tree.filter_map(|(_, name)| name.split_whitespace().next()).collect();
    assert_eq!(children, ["ended", "busy", "reader"], "{text}");
    assert!(!parent.contains("\\_"), "{text}");
}

pub fn the_endless_reader_holds_both_ends_of_its_pipe() {
    let text = session("s2_endless_read");
    assert_eq!(line(&text, "State:")[1], "S");
    let ends: Vec<&str> = text.lines().filter(|line| line.contains("------ /proc/")).collect();
    let process = |end: &str| end.split('/').nth(2).map(str::to_owned);
    assert_eq!(ends.len(), 2, "{text}");
    assert!(ends[0].starts_with("lr-x") && ends[1].starts_with("l-wx"), "{text}");
    assert_eq!(process(ends[0]), process(ends[1]));
}

pub fn strace_shows_the_calls_of_both_sides_in_order() {
    let text = session("s3_system_calls");
    let (_, files) = text.split_once("==> calls.").expect("the parent's file");
    let (parent, child) = files.split_once("==> calls.").expect("the child's file");
    in_order(
        parent,
        &["pipe2(", "clone(", "pidfd_open(", "write(", "waitid(P_PIDFD", "exited"],
    );
    in_order(
        child,
        &["prctl(PR_SET_PDEATHSIG", "read(", "the child is here", "exited with 0"],
    );
}

pub fn gdb_stays_with_the_parent_unless_told_to_follow_the_child() {
    let text = session("s4_crash_in_a_child");
    let (parent, child) = text.split_once("follow-fork-mode").expect("two runs");
    in_order(parent, &["Detaching after fork", "SIGABRT", "exited normally", "No stack."]);
    // What stands around these words is a matter of the version (gdb 13, 18; the symbols of rustc
    // 1.95, 1.97): `run::{{closure}}` or `run::{closure#0}`, `Thread 2.1 "image reader"` or less.
    in_order(child, &["received signal SIGABRT", "abort ()"]);
    in_order(child, &["read_header", "read_image", "run::{", "::main"]);
}

pub fn a_core_shows_where_the_child_hangs_and_leaves_it_alive() {
    let text = session("s5_core_of_a_child");
    in_order(&text, &["Saved corefile", "read_exact", "::wait_for_an_answer", "::main::{"]);
    assert_eq!(line(&text, "State:")[1], "S");
}

/// Only where the system leaves cores to the kernel: with a `|`, or in a folder of its own choice, they are not ours to look for.
pub fn the_kernel_writes_a_core_where_core_pattern_says() {
    let pattern = fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap();
    if pattern.contains(['|', '/']) {
        eprintln!("cores go to `{}` here", pattern.trim());
        return;
    }
    let desk = env::temp_dir().join(format!("core-of-a-child-{}", std::process::id()));
    fs::create_dir(&desk).unwrap();
    let run = |limit| {
        let command = format!("ulimit -c {limit}; exec \"$0\" run");
        let mut shell = Command::new("sh");
        shell.args(["-c", &command]).arg(example("s4_crash_in_a_child")).current_dir(&desk);
        String::from_utf8(shell.output().unwrap().stdout).unwrap()
    };
    let cores = || fs::read_dir(&desk).unwrap().count();
    let without = (run("0"), cores());
    let with = (run("unlimited"), cores());
    fs::remove_dir_all(&desk).unwrap();
    assert_eq!(without, ("the child ended with signal: 6 (SIGABRT)\n".to_owned(), 0));
    assert_eq!(
        with,
        ("the child ended with signal: 6 (SIGABRT) (core dumped)\n".to_owned(), 1)
    );
}

pub fn the_files_of_a_waiter_name_the_owner_of_its_lock() {
    let text = session("s6_who_has_the_lock");
    let [holder, waiter] = ["holder", "waiter"].map(|name| line(&text, name)[1]);
    let said = text.lines().find(|line| line.starts_with("call ")).expect("what echo said");
    assert_eq!(said, format!("call {}, owner {holder}", number_of_futex()));
    let window = |pid: &str| {
        let words = line(&text, &format!("/proc/{pid}/maps rw-s"));
        (words[2].to_owned(), words[3].to_owned())
    };
    assert_eq!(window(holder), window(waiter));
    assert_eq!(window(holder).1, "/dev/zero");
}

/// `futex(2)` has this number here.
fn number_of_futex() -> u32 {
    if cfg!(target_arch = "x86_64") { 202 } else { 98 }
}

pub fn the_files_of_a_waiter_say_that_no_process_can_wake_it() {
    let text = session("s7_no_owner");
    assert_eq!(line(&text, "Threads:")[1], "1");
    assert!(text.contains("private 1, word 2"), "{text}");
}
