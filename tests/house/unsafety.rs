//! Where `unsafe` may stand, and what it owes the reader there.

use crate::rule::{Exception, Rule};
use crate::tree::{self, File};
use crate::{crates, rust};
use proc_macro2::{Delimiter, TokenTree};

/// Files of another name whose subject is unsafe code.
const UNSAFE_IS_THE_SUBJECT: &[Exception] = &[
    ("code/process/examples/s1_returns_twice.rs", "it shows the raw fork that returns twice"),
    (
        "code/process/examples/s2_printed_twice.rs",
        "it shows what the raw fork does to a buffer",
    ),
    (
        "code/process/examples/s9_lock_left_locked.rs",
        "it forks beside a thread, which spawn refuses",
    ),
    (
        "code/process/examples/s16_panic_leaves.rs",
        "it shows what a panic does behind the raw fork",
    ),
    (
        "code/process/examples/s17_thread_ends.rs",
        "it forks on a second thread, which spawn refuses",
    ),
    (
        "code/shared_memory/examples/s1_std_mutex_sleeps_on.rs",
        "it puts std's mutex where no safe code can",
    ),
];

/// What follows the word `unsafe`.
#[derive(PartialEq)]
enum Use {
    /// `unsafe { .. }`, and whether a semicolon stands in it.
    Block { statements: bool },
    /// `unsafe fn name`, `unsafe trait`: the caller or implementor has to keep a promise, named in the docs.
    Promise,
    /// `unsafe impl`, `unsafe extern { .. }`, `#[unsafe(..)]`: a promise is kept here.
    Claim,
    /// `unsafe fn(..)` as a type: nothing happens here.
    Type,
}

struct Unsafe {
    line: usize,
    is: Use,
}

#[test]
fn unsafe_stands_only_in_sys_rs() {
    let mut rule = Rule::with_exceptions(
        "unsafe stands only in files named sys.rs",
        UNSAFE_IS_THE_SUBJECT,
    );
    for file in tree::rust_files() {
        rule.looks_at_one();
        for found in unsafes(&file) {
            if found.is != Use::Type && !file.path.ends_with("sys.rs") {
                let remedy = "move it there behind a safe function, or find a crate that has that function";
                rule.broken_unless_excepted(&file.name(), &file.path, found.line, remedy);
            }
        }
    }
    rule.holds();
}

#[test]
fn every_unsafe_says_why_it_is_sound() {
    let mut rule = Rule::new(
        "every unsafe block and impl stands under `// SAFETY:`, every unsafe fn and trait has `# Safety` in its docs",
    );
    for file in tree::rust_files() {
        for found in unsafes(&file) {
            rule.looks_at_one();
            let wanted = match found.is {
                Use::Block { .. } | Use::Claim => "// SAFETY: ",
                Use::Promise => "/// # Safety",
                Use::Type => continue,
            };
            if !note_above(&file, found.line, wanted) {
                rule.broken(
                    &file.path,
                    found.line,
                    format_args!("write `{wanted}` above it, and name the fact relied on"),
                );
            }
        }
    }
    rule.holds();
}

#[test]
fn an_unsafe_block_is_one_expression_wide() {
    let mut rule = Rule::new("an unsafe block holds one expression");
    for file in tree::rust_files() {
        for found in
            unsafes(&file).iter().filter(|found| matches!(found.is, Use::Block { .. }))
        {
            rule.looks_at_one();
            if found.is == (Use::Block { statements: true }) {
                rule.broken(
                    &file.path,
                    found.line,
                    "give each call a block and a note of its own; safe lines move out",
                );
            }
        }
    }
    rule.holds();
}

/// The lints that each lib.rs turns on, with the levels that do.
const LINTS: [(&str, [&str; 2]); 3] = [
    ("unsafe_code", ["deny", "forbid"]),
    ("missing_docs", ["warn", "deny"]),
    ("missing_debug_implementations", ["warn", "deny"]),
];

#[test]
fn a_crate_denies_unsafe_and_warns_of_missing_docs_and_debug() {
    let mut rule = Rule::new("lib.rs opens with the house's lints");
    for member in crates::all() {
        let path = member.folder.join("src/lib.rs");
        if !tree::root().join(&path).exists() {
            continue; // Benches alone.
        }
        if !tree::root().join(&path).exists() {
            continue; // A crate of benches alone has nothing that a lint of lib.rs could reach.
        }
        let attributes = rust::inner_attributes(&tree::read(&path).text);
        for (lint, levels) in LINTS {
            rule.looks_at_one();
            let is_level =
                |inside: &String| levels.iter().any(|level| inside.starts_with(level));
            if !attributes.iter().any(|inside| is_level(inside) && inside.contains(lint)) {
                rule.broken(&path, 1, format_args!("add #![{}({lint})]", levels[0]));
            }
        }
    }
    rule.holds();
}

#[test]
fn a_file_with_unsafe_says_at_its_top_why_it_may() {
    let mut rule =
        Rule::new("a file with unsafe opens with #![expect(unsafe_code, reason = \"...\")]");
    for file in tree::rust_files() {
        if unsafes(&file).iter().all(|found| found.is == Use::Type) {
            continue;
        }
        rule.looks_at_one();
        if !rust::inner_attributes(&file.text).iter().any(|inside| is_reasoned(inside)) {
            rule.broken(&file.path, 1, "add it, and say what the file wraps or shows");
        }
    }
    rule.holds();
}

fn is_reasoned(attribute: &str) -> bool {
    let words = ["unsafe_code", "reason"];
    attribute.starts_with("expect") && words.iter().all(|word| attribute.contains(word))
}

fn unsafes(file: &File) -> Vec<Unsafe> {
    let stream = rust::tokens(&file.text)
        .unwrap_or_else(|| panic!("{}: its brackets do not match", file.name()));
    let mut found = Vec::new();
    rust::each_run(stream, &mut |run| {
        for (index, tree) in run.iter().enumerate() {
            if let Some(word) = rust::ident(tree).filter(|word| *word == "unsafe") {
                found.push(Unsafe {
                    line: word.span().start().line,
                    is: classify(&run[index + 1..]),
                });
            }
        }
    });
    found
}

fn classify(after: &[TokenTree]) -> Use {
    if let Some(inside) = after.first().and_then(|tree| rust::group(tree, Delimiter::Brace)) {
        return Use::Block {
            statements: inside.into_iter().any(|tree| rust::is_punct(&tree, ';')),
        };
    }
    let words = after
        .iter()
        .take_while(|tree| !matches!(tree, TokenTree::Group(_)))
        .filter_map(rust::ident);
    let words: Vec<String> = words.map(ToString::to_string).collect();
    match words.iter().position(|word| word == "fn") {
        Some(place) if words.len() == place + 1 => Use::Type,
        Some(_) => Use::Promise,
        None if words.first().is_some_and(|word| word == "trait") => Use::Promise,
        None => Use::Claim,
    }
}

/// Whether `wanted` opens a line of the comment above the statement that `line` belongs to.
fn note_above(file: &File, line: usize, wanted: &str) -> bool {
    let above: Vec<&str> = file.text.lines().take(line - 1).map(str::trim).collect();
    let ends_before = |text: &str| text.is_empty() || text.ends_with([';', '{', '}']);
    let is_comment = |text: &str| text.starts_with("//");
    let mut rest = above
        .iter()
        .rev()
        .skip_while(|text| !is_comment(text) && !ends_before(text))
        .peekable();
    let comment =
        std::iter::from_fn(|| rest.next_if(|text| is_comment(text) || text.starts_with("#[")));
    comment.into_iter().any(|text| text.trim_end().starts_with(wanted.trim_end()))
}

mod reading {
    use super::*;

    fn file(text: &str) -> File {
        File { path: "a.rs".into(), text: text.into() }
    }

    #[test]
    fn the_word_in_a_comment_or_a_string_is_no_unsafe() {
        assert!(unsafes(&file("// unsafe { }\nlet text = \"unsafe { }\";")).is_empty());
    }

    #[test]
    fn a_block_inside_a_macro_is_seen() {
        let found = unsafes(&file("assert_eq!(\nunsafe { call(); call() }, 1);"));
        assert!(
            found.len() == 1
                && found[0].line == 2
                && found[0].is == (Use::Block { statements: true })
        );
    }

    #[test]
    fn a_note_counts_for_the_statement_below_it_alone() {
        let text = "// SAFETY: no pointers.\nlet a =\n    unsafe { call() };\nlet b = unsafe { call() };";
        assert!(note_above(&file(text), 3, "// SAFETY: "));
        assert!(!note_above(&file(text), 4, "// SAFETY: "));
    }

    #[test]
    fn a_function_pointer_type_promises_nothing() {
        let found = unsafes(&file(
            "type Hook = unsafe extern \"C\" fn(u32);\n/// # Safety\nunsafe fn name() {}",
        ));
        assert!(found[0].is == Use::Type && found[1].is == Use::Promise);
    }
}
