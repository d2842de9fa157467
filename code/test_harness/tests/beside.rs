//! Two tests at a time: that they are, what is seen of them, and that neither outlives the run.

use std::env;
use std::fs::File;
use std::io::{self, PipeReader, Read, Write};
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// Started with this variable, the program runs the tests of that scene.
const SCENE: &str = "SCENE";
/// Where the tests of a scene find each other: a named pipe, which opens for one that reads when it
/// opens for one that writes.
const PLACE: &str = "PLACE";

const LONG: Duration = test_harness::LIMIT;
const SHORT: Duration = Duration::from_secs(2);
/// For those who wait in vain.
const BRIEF: Duration = Duration::from_millis(300);

fn main() {
    match env::var(SCENE).as_deref() {
        Err(_) => own(),
        Ok(scene) => play(scene),
    }
}

fn play(scene: &str) -> ! {
    let run = test_harness::run;
    match scene {
        "they meet" => run(LONG, &[("a", reads), ("b", writes)], &[]),
        "they miss each other" => run(BRIEF, &[("a", reads), ("b", writes)], &[]),
        "the first is alone" => run(BRIEF, &[("b", writes)], &[("a", reads)]),
        "the second is alone" => run(BRIEF, &[("a", reads)], &[("b", writes)]),
        "they print" => {
            run(LONG, &[("a", reads_and_prints), ("b", writes_and_prints), ("c", prints)], &[])
        }
        "they stay" => run(LONG, &[("a", stays), ("b", stays)], &[]),
        "one leaves a process" => {
            run(LONG, &[("a", leaves_one_that_holds), ("b", waits_for_its_end)], &[])
        }
        "one stays" => run(
            SHORT,
            &[("a", stays_and_holds), ("b", takes_half_the_limit), ("c", waits_for_its_end)],
            &[],
        ),
        _ => panic!("there is no scene {scene:?}"),
    }
}

fn own() {
    test_harness::run(
        LONG,
        &[
            ("two_tests_run_at_a_time", two_tests_run_at_a_time),
            ("with_a_filter_one_runs_at_a_time", with_a_filter_one_runs_at_a_time),
            ("beside_one_that_is_to_be_alone_no_other_runs", no_other_runs),
            ("what_a_test_prints_is_told_whole_if_it_fails", told_whole_if_it_fails),
            ("with_a_filter_what_a_test_prints_is_seen", with_a_filter_all_is_seen),
            ("past_its_limit_a_test_is_killed_and_the_others_go_on", the_others_go_on),
            ("what_a_test_leaves_is_killed_and_its_neighbour_is_not", what_is_left_is_killed),
            ("a_run_that_is_killed_leaves_no_process", || no_process_outlives(Signal::KILL)),
            ("a_run_that_is_interrupted_leaves_no_process", || {
                no_process_outlives(Signal::INT)
            }),
        ],
        &[],
    )
}

/// A run of the tests of a scene, in a process of its own.
struct Run {
    command: Command,
    _folder: TempDir,
}

impl Run {
    fn of(scene: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let place = folder.path().join("place");
        mknodat(CWD, &place, FileType::Fifo, Mode::RWXU, 0).unwrap();
        let mut command = Command::new(env::current_exe().unwrap());
        command.env(SCENE, scene).env(PLACE, place).stderr(Stdio::null());
        Self { command, _folder: folder }
    }

    fn with(mut self, argument: &str) -> Self {
        self.command.arg(argument);
        self
    }

    /// Whether all have passed, and the report.
    fn report(mut self) -> (bool, String) {
        let output = self.command.output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    }
}

fn place() -> PathBuf {
    env::var_os(PLACE).unwrap().into()
}

fn reads() {
    File::open(place()).unwrap();
}

fn writes() {
    File::options().write(true).open(place()).unwrap();
}

fn two_tests_run_at_a_time() {
    let (passed, report) = Run::of("they meet").report();
    assert!(passed, "{report}");
}

/// The filter is empty: it keeps all.
fn with_a_filter_one_runs_at_a_time() {
    assert_they_miss_each_other(Run::of("they miss each other").with(""));
}

fn no_other_runs() {
    assert_they_miss_each_other(Run::of("the first is alone"));
    assert_they_miss_each_other(Run::of("the second is alone"));
}

fn assert_they_miss_each_other(run: Run) {
    let (_, report) = run.report();
    assert_eq!(report.matches("still running after").count(), 2, "{report}");
}

/// So many that two processes on two cores write at the same moment.
const LINES: usize = 20_000;

fn line_of(name: &str, line: usize) -> String {
    format!("{name} prints line {line}")
}

/// This process and its child, at the same time.
fn print_much(name: &str) {
    let print = || (0..LINES).for_each(|line| println!("{}", line_of(name, line)));
    let child = process::spawn(print).unwrap();
    print();
    child.join().unwrap();
}

fn reads_and_prints() {
    reads();
    print_much("a");
    panic!("a fails");
}

fn writes_and_prints() {
    writes();
    print_much("b");
    panic!("b fails");
}

fn prints() {
    print_much("c");
}

fn told_whole_if_it_fails() {
    let (passed, report) = Run::of("they print").report();
    assert!(!passed && !report.contains("c prints"), "{report}");
    let (_, failures) = report.split_once("---- a ----\n").unwrap();
    let (of_a, of_b) = failures.split_once("---- b ----\n").unwrap();
    for (name, told) in [("a", of_a), ("b", of_b)] {
        let printed = told.lines().filter(|line| line.contains("prints line"));
        let mut expected: Vec<_> =
            (0..2 * LINES).map(|line| line_of(name, line / 2)).collect();
        let mut printed: Vec<_> = printed.collect();
        expected.sort();
        printed.sort();
        assert!(printed == expected, "it is not whole, or mixed:\n{told}");
        assert!(told.contains(&format!("{name} fails")), "{told}");
    }
}

fn with_a_filter_all_is_seen() {
    let (passed, report) = Run::of("they print").with("c").report();
    assert!(passed, "{report}");
    assert_eq!(report.matches("c prints line").count(), 2 * LINES);
}

fn stays_and_holds() {
    let _held = File::options().write(true).open(place()).unwrap();
    sleep(LONG);
}

/// The limit of what comes next is later than that of the one that stays.
fn takes_half_the_limit() {
    sleep(test_harness::patient(SHORT / 2));
}

fn waits_for_its_end() {
    File::open(place()).unwrap().read_to_end(&mut Vec::new()).unwrap();
}

fn the_others_go_on() {
    let (_, report) = Run::of("one stays").report();
    for line in ["test a ... FAILED", "test b ... ok", "test c ... ok"] {
        assert!(report.contains(line), "{report}");
    }
}

/// It opens the place when the other test does.
fn leaves_one_that_holds() {
    let left = Command::new("sh").args(["-c", "sleep 1000 > $PLACE &"]).status();
    assert!(left.unwrap().success());
}

fn what_is_left_is_killed() {
    let (_, report) = Run::of("one leaves a process").report();
    assert!(report.contains("test a ... FAILED") && report.contains("left these"), "{report}");
    assert!(report.contains("test b ... ok"), "{report}");
}

/// Says so to the reader of stdin's other end, as does its child.
fn stays() {
    let stay = || {
        let stdin = io::stdin().as_fd().try_clone_to_owned().unwrap();
        File::from(stdin).write_all(b"x").unwrap();
        sleep(10 * LONG);
    };
    let _child = process::spawn(stay).unwrap();
    stay();
}

/// Two tests, and a child of each, hold a pipe open as long as they live.
fn no_process_outlives(signal: Signal) {
    let (mut all, mut run) = start_those_that_stay();
    let mut four = [0; 4];
    all.read_exact(&mut four).unwrap();
    kill_process(Pid::from_child(&run), signal).unwrap();
    assert!(!run.wait().unwrap().success());
    assert_eq!(all.read(&mut four).unwrap(), 0, "the pipe is closed");
}

fn start_those_that_stay() -> (PipeReader, Child) {
    let (all, held) = io::pipe().unwrap();
    let mut run = Run::of("they stay").command;
    (all, run.stdin(held).stdout(Stdio::null()).spawn().unwrap())
}
