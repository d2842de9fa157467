//! Each Python program beside a Rust one says the same.

use crate::crates::{self, Crate};
use crate::demos::{RUNS, Run, captured};
use crate::missing::find_or_skip;
use crate::promise::{difference, kept};
use crate::rule::{Exception, Rule};
use crate::tree::{self, File};
use bookbinder::demo::Demo;
use bookbinder::directive::Ending;
use std::path::Path;
use std::time::Duration;

/// Python programs that print something else than their Rust counterpart.
const SAYS_OTHERWISE: &[Exception] = &[];

/// How long a Python program may run.
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn every_python_program_prints_what_its_rust_counterpart_prints() {
    let Some(python) =
        find_or_skip(&["python3"], "running the Python programs beside the Rust ones")
    else {
        return;
    };
    let mut rule = Rule::with_exceptions(
        "a chapter's Python program and its main say the same, as far as the badge promises",
        SAYS_OTHERWISE,
    );
    for chapter in crates::chapters() {
        for program in python_files(&chapter) {
            rule.looks_at_one();
            if let Err(difference) = compare(&python, &chapter, &program) {
                rule.broken_unless_excepted(&program.name(), &program.path, 1, difference);
            }
        }
    }
    rule.holds();
}

/// The Python programs beside the manifest: those of examples are no counterpart of main.
fn python_files(chapter: &Crate) -> Vec<File> {
    let mut files = tree::files_below(&chapter.folder);
    files.retain(|file| {
        file.has_extension("py") && file.path.parent() == Some(&chapter.folder)
    });
    files
}

fn compare(python: &Path, chapter: &Crate, program: &File) -> Result<(), String> {
    let command = format!("cargo run -p {}", chapter.name);
    let run = RUNS.iter().find(|run| run.directive.command == command);
    let run: &Run = run.ok_or(format!("no page runs `{command}`"))?;
    let ours = run.first.as_ref().map_err(String::clone)?;
    let theirs = captured(&demo(python, program))?;
    if theirs.ending != Ending::Exit(0) {
        return Err(format!(
            "it ended with {}\n{}",
            theirs.ending,
            String::from_utf8_lossy(&theirs.stderr)
        ));
    }
    let stability = run.directive.expectation.stability;
    let [theirs, ours] = [&theirs, ours].map(|capture| kept(stability, &capture.output));
    if theirs == ours {
        Ok(())
    } else {
        Err(format!("it differs from `{command}`: {}", difference(&theirs, &ours)))
    }
}

/// The Python program in the environment of the Rust ones.
fn demo(python: &Path, program: &File) -> Demo {
    let argv = [python, &program.path].map(|path| path.display().to_string());
    Demo { argv: argv.into(), root: tree::root().to_owned(), limit: LIMIT, stderr: false }
}
