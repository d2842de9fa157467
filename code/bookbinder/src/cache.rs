//! Keeps what commands printed, so that a change of prose runs none of them again.

use std::fs;
use std::path::Path;

use crate::demo::{Demo, find_in_path};
use crate::directive::Directive;
use crate::machine::Machine;
use crate::program::Programs;
use crate::run::{self, Capture};
use crate::tree;

/// Raised when this crate captures otherwise than before, so that what was kept is run anew.
const FORMAT: u32 = 2;

/// The key under which a directive's output is kept: a digest of everything that it may depend on.
///
/// These are the command; the bytes of the program that it runs and of the files that it names; the
/// fixed environment; the machine and its compiler. A shell command that speaks of cargo may run any
/// program of the workspace. One that has a recording builds programs of its own, from the sources in the folder of its
/// recordings and from the workspace.
#[must_use]
pub fn key(
    directive: &Directive,
    demo: &Demo,
    programs: &Programs,
    machine: &Machine,
) -> String {
    let parts = (
        FORMAT,
        &directive.command,
        demo.stderr,
        program(demo, programs),
        directive.expectation.recorded.as_deref().map(|file| builds(file, demo, programs)),
        named_files(directive, &demo.root),
        run::ENVIRONMENT,
        machine,
    );
    tree::digest(serde_json::to_vec(&parts).expect("strings and numbers are JSON"))
}

/// What was kept under a key.
#[must_use]
pub fn get(root: &Path, key: &str) -> Option<Capture> {
    crate::shelf::read(&place(root, key))
}

/// Keeps a capture under a key.
///
/// # Errors
/// The file cannot be written.
pub fn put(root: &Path, key: &str, capture: &Capture) -> Result<(), crate::Error> {
    crate::shelf::write(&place(root, key), capture)
}

fn place(root: &Path, key: &str) -> std::path::PathBuf {
    crate::shelf::path(root, &format!("outputs/{key}.json"))
}

fn program(demo: &Demo, programs: &Programs) -> String {
    let built = demo.argv.first().and_then(|path| programs.digest(Path::new(path)));
    match built {
        Some(digest) => digest.to_owned(),
        None if demo.argv.iter().any(|word| word.contains("cargo")) => programs.digests(),
        None => String::new(),
    }
}

/// What a command is built from that has its recording in this file, as in `code/x/recorded/file`.
fn builds(file: &str, demo: &Demo, programs: &Programs) -> (String, Vec<String>) {
    let folder = demo.root.join(file).ancestors().nth(2).unwrap_or(&demo.root).to_owned();
    let files = tree::files(&folder, tree::Part::Everything).unwrap_or_default();
    (programs.digests(), files.iter().flat_map(fs::read).map(tree::digest).collect())
}

/// The words of a command that are files: those of the project by their bytes, and the programs that
/// the shell finds by what they look like from outside.
fn named_files(directive: &Directive, root: &Path) -> Vec<(String, String)> {
    let separators = [' ', '\t', '\'', '"', ';', '|', '&', '<', '>', '(', ')', '='];
    let words = directive.command.split(separators).filter(|word| !word.is_empty());
    words.filter_map(|word| Some((word.to_owned(), look(word, root)?))).collect()
}

fn look(word: &str, root: &Path) -> Option<String> {
    let path = root.join(word);
    // A pipe with a name is a file too, and to read it would be to wait for its writer.
    if path.is_file() {
        return fs::read(path).ok().map(tree::digest);
    }
    find_in_path(word).map(|path| format!("{} {}", path.display(), tree::stamp_file(&path)))
}
