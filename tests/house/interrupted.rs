//! Ctrl-C, pressed for real: a program and its Python both end with what they have found so far, and leave no process.

use crate::demos::{PROGRAMS, directives};
use crate::python::{UNDER, start_methods};
use crate::quiet;
use crate::rule::Rule;
use crate::tree;
use bookbinder::demo::Demo;
use bookbinder::lanes;
use std::convert::Infallible;
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

const PORT: &str = "cargo run -p synchronization --example port_passwords";
const ITS_PYTHON: &str = "code/synchronization/examples/port_passwords.py";

/// So many numbers that no machine tries all of them within [`LIMIT`].
const NUMBERS: &str = "1000000000";
/// The first password is among the first hundred; then it cannot be missed.
const ENOUGH: u64 = 100_000;

/// What there is to say when the first of the words was begun, and no other that has a password.
const SAYS: &str = "interrupted\nletters: alder31\n1 of 5 passwords found\n";
/// As a shell says it of a program that SIGINT has ended.
const STATUS: i32 = 130;

const LIMIT: Duration = Duration::from_secs(60);
/// Python's helpers end a little later than their program.
const A_MOMENT: Duration = Duration::from_secs(10);

#[test]
fn ctrl_c_ends_a_port_and_its_python_with_what_they_have_found() {
    let Some(methods) = start_methods("pressing Ctrl-C in a program and in its Python") else {
        return;
    };
    let _quiet = quiet::running();
    let mut rule = Rule::new("after Ctrl-C a program says what it has found, and leaves none");
    let python = |method: String| {
        ["python3", UNDER, &method, ITS_PYTHON, NUMBERS].map(str::to_owned).to_vec()
    };
    let commands = methods.into_iter().map(python).chain([ours()]).collect();
    let press = |command: Vec<String>| {
        let outcome = outcome_of_ctrl_c(&command);
        Ok::<_, Infallible>((command, outcome))
    };
    let Ok(outcomes) = lanes::each(commands, |_| false, press);
    for (command, outcome) in outcomes {
        rule.looks_at_one();
        if let Err(fault) = outcome {
            rule.broken(Path::new(ITS_PYTHON), 1, format_args!("{command:?}: {fault}"));
        }
    }
    rule.holds();
}

fn ours() -> Vec<String> {
    let mut all = directives().into_iter();
    let directive = all.find(|found| found.command == PORT).expect("a page runs it");
    let demo = Demo::new(&directive, &PROGRAMS, tree::root()).expect("it is built");
    demo.argv.into_iter().chain([NUMBERS.to_owned()]).collect()
}

fn outcome_of_ctrl_c(command: &[String]) -> Result<(), String> {
    // A shell starts what it runs in the background with SIGINT ignored, and then these tests too.
    let mut program = Command::new("env")
        .arg("--default-signal=INT")
        .args(command)
        .current_dir(tree::root())
        .process_group(0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let group = program.id();
    let (ended, ends) = channel::<()>();
    let watchdog = thread::spawn(move || {
        if ends.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
            send("KILL", group);
        }
    });
    let outcome = interrupt(&mut program, group).map_err(|error| error.to_string());
    drop(ended);
    watchdog.join().expect("it only sends");
    let left = is_left(group);
    if left {
        send("KILL", group);
    }
    match outcome? {
        (status, said) if status.code() != Some(STATUS) || said != SAYS => {
            Err(format!("{status}, {said:?}"))
        }
        _ if left => Err("a process is left".to_owned()),
        _ => Ok(()),
    }
}

/// Presses Ctrl-C once the program has tried enough.
fn interrupt(program: &mut Child, group: u32) -> io::Result<(ExitStatus, String)> {
    let mut progress = BufReader::new(program.stderr.take().expect("piped"));
    let mut line = String::new();
    while tried(&line) < ENOUGH {
        line.clear();
        if progress.read_line(&mut line)? == 0 {
            return Err(io::Error::other("it ended before Ctrl-C, or is too slow"));
        }
    }
    send("INT", group);
    let status = program.wait()?;
    let mut said = String::new();
    program.stdout.take().expect("piped").read_to_string(&mut said)?;
    Ok((status, said))
}

fn tried(line: &str) -> u64 {
    let number = line.strip_suffix(" passwords tried\n");
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Whether there still is a process of the group after a moment.
fn is_left(group: u32) -> bool {
    let begin = Instant::now();
    while send("0", group) {
        if begin.elapsed() > A_MOMENT {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    false
}

/// Whether the group has a process that the signal was sent to.
fn send(signal: &str, group: u32) -> bool {
    let line = format!("kill -{signal} -{group} 2>/dev/null");
    Command::new("sh").args(["-c", &line]).status().is_ok_and(|status| status.success())
}
