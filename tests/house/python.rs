//! Each Python program beside a Rust one says the same.

use crate::crates::{self, Crate};
use crate::demos::{RUNS, Run};
use crate::missing::find_or_skip;
use crate::promise::{difference, kept};
use crate::rule::{Exception, Rule};
use crate::tree::{self, File};
use std::path::Path;
use std::process::Command;

/// Python programs that print something else than their Rust counterpart.
const SAYS_OTHERWISE: &[Exception] = &[];

#[test]
fn every_python_program_prints_what_its_rust_counterpart_prints() {
    let Some(python) = find_or_skip(
        &["python3"],
        "running the Python programs beside the Rust ones",
    ) else {
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

fn python_files(chapter: &Crate) -> Vec<File> {
    let mut files = tree::files_below(&chapter.folder);
    files.retain(|file| file.has_extension("py"));
    files
}

fn compare(python: &Path, chapter: &Crate, program: &File) -> Result<(), String> {
    let command = format!("cargo run -p {}", chapter.name);
    let run = RUNS.iter().find(|run| run.directive.command == command);
    let run: &Run = run.ok_or(format!("no page runs `{command}`"))?;
    let rust = run.first.as_ref().map_err(String::clone)?;
    let output = Command::new(python)
        .arg(tree::root().join(&program.path))
        .output();
    let output = output.map_err(|error| format!("it cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "it ended with {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    let stability = run.directive.expectation.stability;
    let [theirs, ours] = [&output.stdout, &rust.output].map(|output| kept(stability, output));
    if theirs == ours {
        Ok(())
    } else {
        Err(format!(
            "it differs from `{command}`: {}",
            difference(&theirs, &ours)
        ))
    }
}
