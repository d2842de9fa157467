//! Two processes print lines of 1,100 letters into one pipe, by `println!` and by one write each.
//! How many lines arrive whole?

use std::env;
use std::io::{self, Write};
use std::process::{Command, Stdio};

use process::spawn;

const LINES: usize = 1_000;
const LENGTH: usize = 1_100;

// ANCHOR: writers
fn by_println(line: &str) {
    println!("{line}");
}

fn by_one_write(line: &str) {
    let line = format!("{line}\n");
    let _ = io::stdout().write_all(line.as_bytes());
}
// ANCHOR_END: writers

fn write_from_two(print: fn(&str)) -> io::Result<()> {
    let write = |letter: &str| {
        let line = letter.repeat(LENGTH);
        (0..LINES).for_each(|_| print(&line));
    };
    let (a, b) = (spawn(|| write("a"))?, spawn(|| write("b"))?);
    a.join()?;
    b.join().map(drop)
}

fn main() -> io::Result<()> {
    match env::args().nth(1).as_deref() {
        Some("println") => write_from_two(by_println),
        Some(_) => write_from_two(by_one_write),
        None => {
            println!("println!:  {} of {} lines are whole", whole("println")?, 2 * LINES);
            println!("one write: {} of {} lines are whole", whole("one write")?, 2 * LINES);
            Ok(())
        }
    }
}

/// Runs this program again with its output in a pipe; counts the lines of one letter.
fn whole(how: &str) -> io::Result<usize> {
    let mut again = Command::new(env::current_exe()?);
    let output = again.arg(how).stderr(Stdio::inherit()).output()?.stdout;
    let lines = output.split(|&byte| byte == b'\n');
    let is_whole =
        |line: &&[u8]| line.len() == LENGTH && line.iter().all(|letter| *letter == line[0]);
    Ok(lines.filter(is_whole).count())
}
