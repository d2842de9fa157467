//! What a page shows where its command lacks something was printed by that command, and carries no trace of its machine.

use crate::bound::book;
use crate::demos::{self, RUNS};
use crate::promise::{difference, kept};
use crate::rule::Rule;
use crate::tree;
use bookbinder::recording::{lacks_something, neutral, read};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The folder of a crate in which its recordings lie.
const FOLDER: &str = "recorded";

#[test]
fn every_recording_is_shown_and_is_there() {
    let mut rule =
        Rule::new("each recording belongs to a directive, and each directive finds its own");
    let asked: BTreeSet<PathBuf> = recorded().map(|(_, file)| file).collect();
    let files = tree::files_below("code").into_iter().map(|file| file.path);
    let is_recording = |path: &PathBuf| {
        path.parent().and_then(Path::file_name).is_some_and(|name| name == FOLDER)
    };
    let there: BTreeSet<PathBuf> = files.filter(is_recording).collect();
    for file in asked.union(&there) {
        rule.looks_at_one();
        match (asked.contains(file), there.contains(file)) {
            (true, false) => rule.broken(file, 1, "it is not there: `cargo run -- record`"),
            (false, true) => rule.broken(file, 1, "no page shows it: remove it"),
            _ => {}
        }
    }
    rule.holds();
}

#[test]
fn no_recording_carries_a_trace_of_the_machine_on_which_it_was_made() {
    let mut rule =
        Rule::new("a recording has no path and no name of the machine it was made on");
    let here = tree::root().display().to_string();
    for (_, file) in recorded() {
        rule.looks_at_one();
        let text = tree::read(&file).text;
        for trace in ["/tmp/", here.as_str()] {
            if text.contains(trace) {
                rule.broken(
                    &file,
                    1,
                    format_args!("`{trace}`: let the program print no path"),
                );
            }
        }
        let named = text
            .lines()
            .position(|line| line.contains("RUNNING AT") && !line.ends_with("localhost"));
        if let Some(line) = named {
            rule.broken(&file, line + 1, "the name of a machine: write localhost");
        }
    }
    rule.holds();
}

#[test]
fn a_recording_is_what_its_command_prints_where_it_can_be_run() {
    let mut rule = Rule::new("a recording agrees with a new run as far as the badge promises");
    for run in RUNS.iter() {
        let expectation = &run.directive.expectation;
        let (Some(file), Ok(now)) = (&expectation.recorded, &run.now) else { continue };
        rule.looks_at_one();
        if lacks_something(&run.directive, now) {
            continue; // demos.rs says that it was skipped, and fails in CI.
        }
        let (_, recorded) = read(tree::root(), file).unwrap_or_else(|why| panic!("{why}"));
        let [recorded, now] =
            [recorded, neutral(&now.output)].map(|text| kept(expectation.stability, &text));
        if recorded != now {
            let remedy = format!("{}: `cargo run -- record`", difference(&recorded, &now));
            rule.broken(Path::new(file), 1, remedy);
        }
    }
    rule.holds();
}

#[test]
fn a_page_says_so_where_it_shows_a_recording() {
    let mut rule = Rule::new("a recorded output stands below the words `recorded on`");
    for run in RUNS.iter() {
        let (Some(file), Ok(now)) = (&run.directive.expectation.recorded, &run.now) else {
            continue;
        };
        rule.looks_at_one();
        let page = Path::new(&run.directive.page);
        let (made, _) = read(tree::root(), file).unwrap_or_else(|why| panic!("{why}"));
        let says_so = book().page(page).text.contains(&format!("recorded on {made}"));
        if says_so != lacks_something(&run.directive, now) {
            rule.broken(page, run.directive.line, "bind again: an MPI has come or gone");
        }
    }
    rule.holds();
}

/// The directives that have a recording, and its file.
fn recorded() -> impl Iterator<Item = (PathBuf, PathBuf)> {
    demos::directives().into_iter().filter_map(|directive| {
        Some((directive.page.into(), directive.expectation.recorded?.into()))
    })
}
