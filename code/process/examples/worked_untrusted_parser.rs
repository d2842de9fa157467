//! A parser that is not trusted, with a time limit: each document gets a process of its own.

use std::env;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, exit};
use std::time::Duration;

use process::spawn;

const LIMIT: Duration = Duration::from_secs(2);

// ANCHOR: verdict
/// What the caller learns about a document.
#[derive(Debug, PartialEq)]
pub enum Verdict {
    Accepted,
    /// The parser says that the document is wrong.
    Rejected,
    /// The parser itself failed, so nothing is known about the document.
    Failed(Failure),
}

#[derive(Debug, PartialEq)]
pub enum Failure {
    Panicked,
    /// It ended the process by itself.
    Quit(i32),
    Killed(i32),
    TookTooLong,
}

/// The child's answers. Code 0 is no answer: any `exit(0)` in the parser gives it.
const ACCEPTED: i32 = 10;
const REJECTED: i32 = 11;
const PANICKED: i32 = 101;

fn verdict(status: ExitStatus) -> Verdict {
    match (status.code(), status.signal()) {
        (Some(ACCEPTED), _) => Verdict::Accepted,
        (Some(REJECTED), _) => Verdict::Rejected,
        (Some(PANICKED), _) => Verdict::Failed(Failure::Panicked),
        (Some(code), _) => Verdict::Failed(Failure::Quit(code)),
        (None, signal) => Verdict::Failed(Failure::Killed(signal.unwrap_or(0))),
    }
}
// ANCHOR_END: verdict

// ANCHOR: examine
/// Parses the document in a process of its own, for as long as `limit`.
pub fn examine(document: &str, limit: Duration) -> io::Result<Verdict> {
    let mut child = spawn(|| match parser::sum(document) {
        Some(_) => exit(ACCEPTED),
        None => exit(REJECTED),
    })?;
    match child.join_timeout(limit)? {
        Some(status) => Ok(verdict(status)),
        None => {
            child.kill()?;
            Ok(Verdict::Failed(Failure::TookTooLong)) // Dropping the child waits for it.
        }
    }
}
// ANCHOR_END: examine

fn main() -> io::Result<()> {
    let deep = "[".repeat(1_000_000);
    let harmless = [("sums", "[1, [2, 3]]"), ("typo", "[1; 2]")];
    let hostile =
        [("cut off", "[1, 2"), ("nested", &*deep), ("remark", "# 1 to 3"), ("stop", "[1, .]")];

    let documents = match env::args().nth(1).as_deref() {
        Some("hostile") => &hostile[..],
        _ => &harmless,
    };
    for (name, document) in documents {
        let next_step = match examine(document, LIMIT)? {
            Verdict::Accepted => "use it".to_owned(),
            Verdict::Rejected => "send it back to its author".to_owned(),
            Verdict::Failed(how) => format!("put it aside and report the parser: {how:?}"),
        };
        println!("{name:8} {next_step}");
    }
    println!("all {} examined", documents.len());
    Ok(())
}

/// Stands for a parser that you did not write. It adds up nested lists, such as `[1, [2, 3]]`.
mod parser {
    pub fn sum(text: &str) -> Option<u64> {
        let mut parser = Parser { text: text.as_bytes(), at: 0 };
        parser.value()
    }

    struct Parser<'t> {
        text: &'t [u8],
        at: usize,
    }

    impl Parser<'_> {
        fn value(&mut self) -> Option<u64> {
            match self.next() {
                b'[' => self.list(), // As deep as the document says.
                digit @ b'0'..=b'9' => Some((digit - b'0').into()),
                b'.' => std::process::exit(0), // "The end of all input."
                _ => None,
            }
        }

        fn list(&mut self) -> Option<u64> {
            let mut sum = 0;
            loop {
                sum += self.value()?;
                match self.next() {
                    b',' => {}
                    b']' => return Some(sum),
                    _ => return None,
                }
            }
        }

        fn next(&mut self) -> u8 {
            while self.text[self.at] == b'#' {
                let rest = &self.text[self.at..];
                // A remark ends with its line. The last line has no end.
                self.at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(0);
            }
            self.at += 1;
            match self.text[self.at - 1] {
                b' ' | b'\n' => self.next(),
                byte => byte,
            }
        }
    }
}
