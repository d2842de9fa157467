//! What no committed file says.

use crate::rule::{Exception, Rule};
use crate::tree::{self, File};

/// The most lines that one file of ours has: a noun to a file, and one screenful of nouns to a reader.
const LINES_OF_A_FILE: usize = 600;

/// Files that are longer.
const LONG_FILES: &[Exception] = &[
    ("Cargo.lock", "cargo writes it"),
    ("code/beyond_one_machine/Cargo.lock", "cargo writes it"),
    (
        "book/common_pitfalls.md",
        "a reader opens the one pitfall that was met, by the table at its head",
    ),
];

/// Files that may name a folder of a machine.
const NAMES_A_FOLDER: &[Exception] =
    &[("tests/machines/machine.sh", "the machine that it makes has folders of its own")];

/// Where people keep their checkouts: split, so that this file does not break its own rule.
const HOMES: [&str; 5] = [
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("C:", "\\"),
];

/// What belongs into a reader's own settings: where packages come from, and how.
const SETTINGS: [&str; 10] = [
    concat!("CARGO", "_REGISTRIES_"),
    concat!("CARGO", "_HOME="),
    concat!("replace", "-with"),
    concat!("[regis", "tries"),
    concat!("--index", "-url"),
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("pypi.", "org"),
    concat!("registry.", "npmjs"),
    concat!("deb.", "debian"),
];

/// Files that may speak of such settings.
const CHOOSES_A_REGISTRY: &[Exception] =
    &[("tests/machines/machine.sh", "the machine that it makes keeps what cargo fetched")];

/// Words for people. What acts here is a process, a thread, the kernel, a caller, a reader.
const PEOPLE: [&str; 5] = [
    concat!("no", "body"),
    concat!("who", "ever"),
    concat!("some", "body"),
    concat!("every", "body"),
    concat!("every", "one "),
];

/// Files that may write them.
const NAMES_A_USER: &[Exception] = &[
    ("book/when_to_use.md", "the user of the least rights has such a name"),
    ("code/when_to_use/src/rights.rs", "the user of the least rights has such a name"),
    ("code/when_to_use/src/sys.rs", "the user of the least rights has such a name"),
    ("code/test_harness/src/limits.rs", "the user of the least rights has such a name"),
];

/// The registry that every Cargo.lock names, as cargo writes it.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[test]
fn no_file_names_a_folder_of_a_machine() {
    let mut rule =
        Rule::with_exceptions("no absolute path of a machine is committed", NAMES_A_FOLDER);
    for file in tree::files_below("") {
        rule.looks_at_one();
        for (line, home) in lines_with(&file, &HOMES) {
            rule.broken_unless_excepted(
                &file.name(),
                &file.path,
                line,
                format_args!("`{home}`: write a relative path"),
            );
        }
    }
    rule.holds();
}

#[test]
fn no_file_chooses_a_registry() {
    let mut rule = Rule::with_exceptions(
        "where crates come from is the reader's own setting",
        CHOOSES_A_REGISTRY,
    );
    for file in tree::files_below("") {
        rule.looks_at_one();
        for (line, setting) in lines_with(&file, &SETTINGS) {
            let remedy = format_args!("remove `{setting}`");
            rule.broken_unless_excepted(&file.name(), &file.path, line, remedy);
        }
    }
    for (lock, _) in LONG_FILES {
        for (number, line) in tree::read(lock).lines() {
            if line.starts_with("source = ") && !line.contains(REGISTRY) {
                let remedy = "take this crate from the public registry";
                rule.broken(lock.as_ref(), number, remedy);
            }
        }
    }
    rule.holds();
}

#[test]
fn no_process_is_taken_for_a_person() {
    let mut rule = Rule::with_exceptions("a text names what acts", NAMES_A_USER);
    for file in tree::files_below("") {
        rule.looks_at_one();
        let lower = File { text: file.text.to_lowercase(), ..file };
        for (line, word) in lines_with(&lower, &PEOPLE) {
            rule.broken_unless_excepted(
                &lower.name(),
                &lower.path,
                line,
                format_args!("`{word}`: name the process, the thread, the kernel, the reader"),
            );
        }
    }
    rule.holds();
}

#[test]
fn no_file_is_longer_than_a_reader_bears() {
    let mut rule = Rule::with_exceptions("a file has at most 600 lines", LONG_FILES);
    for file in tree::files_below("") {
        rule.looks_at_one();
        let lines = file.text.lines().count();
        if lines > LINES_OF_A_FILE {
            rule.broken_unless_excepted(
                &file.name(),
                &file.path,
                lines,
                "split it by its nouns",
            );
        }
    }
    rule.holds();
}

#[test]
fn no_file_holds_tabs_or_trailing_spaces() {
    let mut rule = Rule::new("no tab, no space at a line's end, one newline at the end");
    for file in tree::files_below("") {
        rule.looks_at_one();
        for (number, line) in
            file.lines().filter(|(_, line)| line.contains('\t') || line.ends_with(' '))
        {
            rule.broken(&file.path, number, format_args!("clean `{}`", line.trim()));
        }
        if !file.text.is_empty() && (!file.text.ends_with('\n') || file.text.ends_with("\n\n"))
        {
            rule.broken(
                &file.path,
                file.text.lines().count(),
                "end the file with one newline",
            );
        }
    }
    rule.holds();
}

fn lines_with<'f>(
    file: &'f File,
    words: &'f [&str],
) -> impl Iterator<Item = (usize, &'f str)> {
    file.lines().flat_map(move |(line, text)| {
        let found = words.iter().filter(move |word| text.contains(**word));
        found.map(move |word| (line, *word))
    })
}
