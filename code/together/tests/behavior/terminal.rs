//! The program on a terminal: a real one, of the kernel, with only the test before it.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;

use process::{Process, spawn};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::common::*;

const SMALL: &str = "--size 311x231 --iterations 200 --workers 2";
const ENDLESS: &str = "--center 0,0 --zoom 100 --iterations 100000000 --workers 2";

pub fn the_bar_shows_and_leaves_nothing() {
    let folder = folder();
    let (terminal, program) = on_a_terminal(SMALL, folder.path());
    let bytes = rest(terminal);
    assert!(program.join().unwrap().success());
    let drawn = text(&bytes);
    assert!(drawn.contains("/18 tiles, ") && drawn.contains("million steps"), "{drawn:?}");
    let lines = lines_left(&bytes);
    assert!(lines.len() == 1 && lines[0].starts_with("311x231 pixels in "), "{lines:?}");
    // Stdout is a terminal too, so the picture went into a file.
    assert_eq!(names(folder.path()), ["fractal.png"]);
}

pub fn ctrl_c_leaves_one_line_and_no_file() {
    let folder = folder();
    let (mut terminal, program) = on_a_terminal(ENDLESS, folder.path());
    let mut bytes = Vec::new();
    while !text(&bytes).contains("/63 tiles") {
        let mut byte = [0];
        terminal.read_exact(&mut byte).unwrap();
        bytes.extend(byte);
    }
    terminal.write_all(b"\x03").unwrap(); // The kernel makes SIGINT of it, for all of them.
    bytes.extend(rest(terminal));
    assert_eq!(program.join().unwrap().signal(), Some(2));
    assert_eq!(lines_left(&bytes), ["together: interrupted: nothing was written"]);
    assert_eq!(names(folder.path()), [""; 0]);
}

/// Starts the program as the first one in a session of a new terminal.
fn on_a_terminal(arguments: &str, folder: &Path) -> (File, Process) {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let path = Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()));
    let started = spawn(|| {
        rustix::process::setsid().unwrap();
        // The first terminal that such a process opens is its own.
        let ours = OpenOptions::new().read(true).write(true).open(path).unwrap();
        let copy = || ours.try_clone().unwrap();
        let mut command = program();
        command.args(arguments.split_whitespace()).current_dir(folder);
        command.env("TERM", "xterm"); // Whatever the tests run in: on a dumb one there is no bar.
        panic!("{}", command.stdin(copy()).stdout(copy()).stderr(copy()).exec());
    });
    (File::from(terminal), started.unwrap())
}

/// What comes until the last one has closed the terminal, which a read of the other side takes
/// for an error.
fn rest(mut terminal: File) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = terminal.read_to_end(&mut bytes);
    bytes
}

/// What is to be seen in the end: a terminal that knows what the bar uses.
fn lines_left(bytes: &[u8]) -> Vec<String> {
    let text = text(bytes);
    let (mut lines, mut row, mut column) = (vec![String::new()], 0_usize, 0);
    let mut rest = text.chars().peekable();
    while let Some(char) = rest.next() {
        match char {
            '\r' => column = 0,
            '\n' => row += 1,
            '\x1b' => {
                assert_eq!(rest.next(), Some('['));
                let mut sequence = String::new();
                while !sequence.ends_with(char::is_alphabetic) {
                    sequence.push(rest.next().unwrap());
                }
                let count = sequence[..sequence.len() - 1].parse().unwrap_or(1);
                match sequence.chars().last() {
                    Some('A') => row -= count,
                    Some('B') => row += count,
                    Some('K') => lines[row].clear(), // All uses of it here clear the line.
                    Some('m') => {}
                    _ => panic!("the bar writes {sequence:?}"),
                }
            }
            char => {
                let line = &mut lines[row];
                let kept: String =
                    line.chars().chain(std::iter::repeat(' ')).take(column).collect();
                let after: String = line.chars().skip(column + 1).collect();
                *line = format!("{kept}{char}{after}");
                column += 1;
            }
        }
        if row >= lines.len() {
            lines.resize(row + 1, String::new());
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}
