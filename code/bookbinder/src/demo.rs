//! What is started for a directive: the page shows `cargo run -p process`, the built program runs.
//!
//! Every command runs in the project's root, where the reader stands who types it. (By itself,
//! mdbook-cmdrun runs a command in the folder of its page.)

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::directive::Directive;
use crate::error::Error;
use crate::program::Programs;
use crate::shell;

/// A command, ready to be started. Change its fields to run it otherwise than the page says, say
/// pinned to one core by a `taskset` before the other words of `argv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demo {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// The project's root, in which it runs.
    pub root: PathBuf,
    /// How long it may run.
    pub limit: Duration,
    /// Whether its standard error belongs to its output.
    pub stderr: bool,
}

impl Demo {
    /// What is to be started for a directive.
    ///
    /// `cargo run -p CRATE [--bin NAME | --example NAME] [-- ARGUMENTS]` becomes the program that
    /// was built; everything else is given to `sh`.
    ///
    /// # Errors
    /// A `cargo run` of another form, or one that names no program of the workspace.
    pub fn new(
        directive: &Directive,
        programs: &Programs,
        root: &Path,
    ) -> Result<Self, Error> {
        let words: Vec<&str> = directive.command.split_whitespace().collect();
        let argv = match words[..] {
            ["cargo", "run", ..] => cargo_run(&directive.command, programs)
                .map_err(|message| directive.fault(message, ""))?,
            _ => shell_line(&directive.command),
        };
        let expectation = &directive.expectation;
        let (limit, stderr) = (expectation.limit, expectation.stderr);
        Ok(Self { argv, root: root.to_owned(), limit, stderr })
    }
}

const FORM: &str = "the form is: cargo run -p CRATE [--bin NAME | --example NAME] [-- ARGUMENTS], plain words only";

fn cargo_run(command: &str, programs: &Programs) -> Result<Vec<String>, String> {
    // What a shell would do is not done here, and cargo's own messages must not come onto the page.
    let words = shlex::split(command).filter(|_| shell::is_plain(command)).ok_or(FORM)?;
    let end = words.iter().position(|word| word == "--").unwrap_or(words.len());
    let ours: Vec<&str> = words[2..end].iter().map(String::as_str).collect();
    let path = match ours[..] {
        ["-p", package] => programs.only_bin(package)?,
        ["-p", package, "--bin", name] => programs.find(package, "bin", name)?,
        ["-p", package, "--example", name] => programs.find(package, "example", name)?,
        _ => return Err(FORM.to_owned()),
    };
    let path = path.to_str().ok_or("the program's path is not UTF-8")?.to_owned();
    let arguments = words.into_iter().skip(end + 1);
    Ok(std::iter::once(path).chain(arguments).collect())
}

fn shell_line(command: &str) -> Vec<String> {
    // The shell gives way to a single program: its ending is then the program's, not 137 for a kill.
    let first = command.split_whitespace().next().unwrap_or_default();
    let gives_way = shell::is_one_command(command) && find_in_path(first).is_some();
    let line = if gives_way { format!("exec {command}") } else { command.to_owned() };
    vec!["sh".to_owned(), "-c".to_owned(), line]
}

/// The program that a shell finds for a word.
pub(crate) fn find_in_path(word: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(word)).find(|path| path.is_file())
}
