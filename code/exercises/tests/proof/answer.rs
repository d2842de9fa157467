//! One exercise and its answers, all of them judged at the same time, each in a process of its own.

use std::fs;
use std::panic;
use std::path::{Path, PathBuf};
use std::time::Duration;

use exercises::{Finding, LIMIT, Verdict, patient};
use process::{Process, spawn};

/// How long an answer is given that is expected not to come back: longer than the steps before that one take.
const UNTIL_NAMED: Duration = Duration::from_secs(5);
/// How long a starter is given, which has to fail, whatever it is told.
const STARTERS: Duration = Duration::from_secs(5);

/// What a `todo!()` is told.
const NOTHING_YET: &str = "nothing yet";

/// The file as it is handed out.
const STARTER: &str = "starter";

/// Above the text that an answer is to be told.
const SAYS: &str = "The check says: ";

/// Above what it is to be told to expect, where that is what helps.
const EXPECTS: &str = "It expects: ";

pub struct Exercise {
    pub name: &'static str,
    pub files: &'static [&'static str],
    pub proves: fn(),
}

/// A file below `answers/`, and its judgment.
pub struct Answer {
    pub exercise: &'static str,
    pub file: &'static str,
    pub judged: fn(Duration) -> Verdict,
}

impl Answer {
    fn path(&self) -> PathBuf {
        root().join("answers").join(self.exercise).join(self.file).with_extension("rs")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path()).expect("an answer's file can be read")
    }

    /// The texts that a wrong answer is to be told: its head names what was seen, and perhaps what was expected.
    fn says(&self) -> Option<(String, String)> {
        let text = self.text();
        let head: Vec<&str> =
            text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
        let head = head.join(" ");
        let (_, says) = head.split_once(SAYS)?;
        let (says, expects) = says.split_once(EXPECTS).unwrap_or((says, ""));
        Some((says.trim().to_owned(), expects.trim().to_owned()))
    }

    fn limit(&self) -> Duration {
        patient(match self.says() {
            Some((says, _)) if says.contains("not come back") => UNTIL_NAMED,
            None if self.file == STARTER => STARTERS,
            None => 3 * LIMIT, // a solution, side by side with all that is wrong
            Some(_) => LIMIT,
        })
    }

    /// # Panics
    ///
    /// If the check says something else than it should.
    fn prove(&self) {
        let verdict = (self.judged)(self.limit());
        let place = format!("answers/{}/{}.rs", self.exercise, self.file);
        match (self.file, verdict) {
            ("solution", verdict) => {
                verdict.unwrap_or_else(|finding| panic!("{place} fails:\n{finding}"))
            }
            (_, Ok(())) => panic!("{place} passes, and must not"),
            (STARTER, Err(finding)) => starter(&place, &self.text(), &finding),
            (_, Err(finding)) => {
                let (says, expects) = self
                    .says()
                    .unwrap_or_else(|| panic!("{place}: add `//! {SAYS}` to its head"));
                assert!(
                    finding.seen.contains(&says),
                    "{place} is to be told {says:?}, and is told\n{finding}"
                );
                assert!(
                    finding.expected.contains(&expects),
                    "{place} is to expect {expects:?}, and is told\n{finding}"
                );
            }
        }
    }
}

/// A starter is told that there is nothing yet, or, if it is a naive program, what a wrong answer is told.
fn starter(place: &str, text: &str, finding: &Finding) {
    let is_nothing = finding.seen.starts_with(NOTHING_YET);
    assert_eq!(text.contains("todo!("), is_nothing, "{place} is told\n{finding}");
}

/// Judges all answers of an exercise, side by side. Their panics are said without a backtrace: to look up a dozen of them at
/// the same time takes seconds, in which a wrong answer may do by luck what it does not wait for.
pub fn prove(answers: &[Answer]) {
    panic::set_hook(Box::new(|panicked| eprintln!("{panicked}")));
    let started: Vec<Process> = answers
        .iter()
        .map(|answer| spawn(|| answer.prove()).expect("a child can be started"))
        .collect();
    let failed: Vec<&str> = started
        .into_iter()
        .zip(answers)
        .filter_map(|(child, answer)| {
            let status = child.join().expect("a child can be waited for");
            (!status.success()).then_some(answer.file)
        })
        .collect();
    assert!(
        failed.is_empty(),
        "these answers are not told what they should be told: {failed:?}"
    );
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
