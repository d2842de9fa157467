//! Each Python program beside a Rust one says the same, however it starts its processes; and no Python keeps a reader
//! from the book.

use crate::crates::{self, Crate};
use crate::demos::{PROGRAMS, RUNS, Run, captured, directives};
use crate::missing::skip;
use crate::promise::{difference, kept};
use crate::quiet;
use crate::rule::{Exception, Rule};
use crate::tree::{self, File};
use bookbinder::demo::Demo;
use bookbinder::directive::{Directive, Ending};
use bookbinder::lanes;
use bookbinder::run::Capture;
use std::convert::Infallible;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;
use test_harness::{Failure, Python};

/// Python programs that print something else than their Rust counterpart.
const SAYS_OTHERWISE: &[Exception] = &[];

/// How long a Python program may run.
const LIMIT: Duration = Duration::from_secs(60);

/// Runs a program under a start method.
pub const UNDER: &str = "tests/house/start_method.py";

#[test]
fn every_python_program_prints_what_its_rust_counterpart_prints() {
    let Some(methods) = start_methods("running the Python programs beside the Rust ones")
    else {
        return;
    };
    let mut rule = Rule::with_exceptions(
        "a Python program and the Rust one beside it say the same, as far as the badge promises",
        SAYS_OTHERWISE,
    );
    LazyLock::force(&RUNS);
    let chapters = crates::chapters();
    let pairs: Vec<_> = chapters.iter().flat_map(counterparts).collect();
    let compare =
        |(pair, method): Under<'_, (File, String)>| compare(method, &pair.1, &pair.0);
    for ((pair, method), outcome) in under_each(&methods, &pairs, compare) {
        rule.looks_at_one();
        if let Err(difference) = outcome {
            let difference = format!("under {method}: {difference}");
            rule.broken_unless_excepted(&pair.0.name(), &pair.0.path, 1, difference);
        }
    }
    rule.holds();
}

#[test]
fn every_python_program_that_is_measured_ends_however_it_starts_its_processes() {
    let Some(methods) = start_methods("running the Python programs that are measured") else {
        return;
    };
    let _quiet = quiet::running();
    let mut rule = Rule::new("a Python program that is measured prints numbers, each time");
    let measured = measured();
    let said = |(program, method): Under<'_, File>| said(method, program);
    for ((program, method), outcome) in under_each(&methods, &measured, said) {
        rule.looks_at_one();
        match outcome {
            Ok(text) if text.split_whitespace().all(|word| word.parse::<f64>().is_ok()) => {}
            other => rule.broken(&program.path, 1, format_args!("under {method}: {other:?}")),
        }
    }
    rule.holds();
}

/// Something, and the start method to try it under.
type Under<'t, T> = (&'t T, &'t String);

/// Tries all things under all start methods, some beside each other: what they measure does not count here.
fn under_each<'t, T: Sync, R: Send>(
    methods: &'t [String],
    things: &'t [T],
    attempt: impl Fn(Under<'t, T>) -> R + Sync,
) -> Vec<(Under<'t, T>, R)> {
    let all =
        things.iter().flat_map(|thing| methods.iter().map(move |method| (thing, method)));
    let tried = |under| Ok::<_, Infallible>((under, attempt(under)));
    let Ok(outcomes) = lanes::each(all.collect(), |_| false, tried);
    outcomes
}

/// What a reader may have in place of a Python, and what the row of a table says of it.
const ODD_PYTHONS: [(&str, &str); 3] = [
    ("exit 127", "not measured: exit status: 127"),
    (
        "echo \"ImportError: No module named '_multiprocessing'\" >&2; exit 1",
        "_multiprocessing",
    ),
    ("sleep 1000", "not measured: killed after"),
];

#[test]
fn whatever_python_there_is_the_programs_that_measure_it_end_and_say_so() {
    let _quiet = quiet::running();
    let mut rule = Rule::new("a table's row says why there is no Python in it");
    let mut directives = directives();
    directives.retain(measures_python);
    // Side by side, for most of the time goes into waiting for a Python that hangs.
    let faults: Vec<Vec<String>> = thread::scope(|scope| {
        let tried = directives.iter().map(|directive| scope.spawn(|| odd_rows(directive)));
        let tried: Vec<_> = tried.collect();
        tried.into_iter().map(|tried| tried.join().expect("it reports its faults")).collect()
    });
    for (directive, faults) in directives.iter().zip(faults) {
        rule.looks_at_one();
        for fault in faults {
            rule.broken(Path::new(&directive.page), directive.line, fault);
        }
    }
    rule.holds();
}

/// What a program makes wrongly of each odd Python.
fn odd_rows(directive: &Directive) -> Vec<String> {
    let tried = ODD_PYTHONS.iter().filter_map(|(script, row)| {
        let said = match with_python(script, directive) {
            Ok(capture) if says(&capture, row) => return None,
            Ok(capture) => String::from_utf8_lossy(&capture.output).into_owned(),
            Err(failure) => failure,
        };
        Some(format!("with `{script}`: {said}"))
    });
    tried.collect()
}

/// The Python programs, and the commands that are to print the same: one beside the manifest with the name of its crate is the counterpart of main,
/// and one beside an example is that example's.
fn counterparts(chapter: &Crate) -> Vec<(File, String)> {
    let main = format!("cargo run -p {}", chapter.name);
    let examples = chapter.folder.join("examples");
    let with_command = |file: File| {
        let parent = file.path.parent()?;
        let stem = file.path.file_stem()?.to_string_lossy();
        let command = match parent == chapter.folder {
            true if stem == chapter.name.as_str() => main.clone(),
            false if parent == examples => format!("{main} --example {stem}"),
            _ => return None,
        };
        Some((file, command))
    };
    let mut files = tree::files_below(&chapter.folder);
    files.retain(|file| file.has_extension("py"));
    files.into_iter().filter_map(with_command).collect()
}

/// Those in a folder of an example or a bench.
fn measured() -> Vec<File> {
    let mut files = tree::files_below("code");
    files.retain(|file| file.has_extension("py") && file.path.iter().count() > 4);
    files
}

/// Every start method of the Python at hand; the test is skipped where it has no multiprocessing.
pub fn start_methods(what_for: &str) -> Option<Vec<String>> {
    let mut python = Python::new(tree::root().join(UNDER), LIMIT);
    let Some(methods) = python.run(&[]) else {
        let why = python.failure().map(Failure::to_string).unwrap_or_default();
        skip(what_for, &why);
        return None;
    };
    Some(methods.split_whitespace().map(str::to_owned).collect())
}

/// What a program prints that starts its processes by this method.
fn said(method: &str, program: &File) -> Result<String, String> {
    let mut python = Python::new(tree::root().join(UNDER), LIMIT);
    let file = tree::root().join(&program.path);
    let said = python.run(&[method, &file.display().to_string()]);
    said.ok_or_else(|| format!("{}: {:?}", python.name(), python.failure()))
}

fn compare(method: &str, command: &str, program: &File) -> Result<(), String> {
    let run = RUNS.iter().find(|run| run.directive.command == command);
    let run: &Run = run.ok_or(format!("no page runs `{command}`"))?;
    let ours = run.bound.as_ref().map_err(String::clone)?;
    let theirs = said(method, program)?;
    let stability = run.directive.expectation.stability;
    let [theirs, ours] =
        [theirs.as_bytes(), &ours.output].map(|output| kept(stability, output));
    if theirs == ours {
        Ok(())
    } else {
        Err(format!("it differs from `{command}`: {}", difference(&theirs, &ours)))
    }
}

/// Whether a program of Python's lies beside the example that a directive runs.
fn measures_python(directive: &Directive) -> bool {
    let example = directive.command.split(" --example ").nth(1).unwrap_or_default();
    let folder = Path::new("examples").join(example);
    !example.is_empty()
        && measured()
            .iter()
            .any(|file| file.path.parent().is_some_and(|parent| parent.ends_with(&folder)))
}

/// What a directive's program prints where `python3` is this shell script.
fn with_python(script: &str, directive: &Directive) -> Result<Capture, String> {
    let folder = TempDir::new().map_err(|error| error.to_string())?;
    let python = folder.path().join("python3");
    fs::write(&python, format!("#!/bin/sh\n{script}\n")).map_err(|error| error.to_string())?;
    fs::set_permissions(&python, PermissionsExt::from_mode(0o755))
        .map_err(|error| error.to_string())?;
    let mut demo =
        Demo::new(directive, &PROGRAMS, tree::root()).map_err(|error| error.to_string())?;
    let path = format!(
        "PATH={}:{}",
        folder.path().display(),
        std::env::var("PATH").unwrap_or_default()
    );
    demo.argv.splice(..0, ["env".to_owned(), path]);
    captured(&demo)
}

fn says(capture: &Capture, row: &str) -> bool {
    capture.ending == Ending::Exit(0) && String::from_utf8_lossy(&capture.output).contains(row)
}
