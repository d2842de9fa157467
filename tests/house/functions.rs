//! Functions fit the eye.

use crate::rule::Rule;
use crate::tree::{self, File};
use crate::{crates, rust};
use proc_macro2::{Delimiter, TokenTree};

/// The lines of a typical function of the house, from its opening to its closing brace.
const MEDIAN: usize = 10;

/// The lines that nine functions of ten do not exceed.
const NINE_OF_TEN: usize = 20;

/// The most lines of any function.
const MOST: usize = 60;

struct Function {
    line: usize,
    lines: usize,
}

#[test]
fn functions_fit_the_eye() {
    let mut rule = Rule::new(
        "of a crate's functions half have at most 10 lines, nine of ten at most 20, all at most 60",
    );
    for member in crates::all() {
        rule.looks_at_one();
        let functions = functions_of(&member.folder.join("src"));
        let mut lengths: Vec<usize> =
            functions.iter().map(|(_, function)| function.lines).collect();
        lengths.sort_unstable();
        let at =
            |tenths: usize| lengths.get(lengths.len() * tenths / 10).copied().unwrap_or(0);
        let found = format_args!(
            "half of its functions have up to {} lines, nine of ten up to {}",
            at(5),
            at(9)
        )
        .to_string();
        if at(5) > MEDIAN || at(9) > NINE_OF_TEN {
            rule.broken(
                &member.folder,
                1,
                format_args!("{found}: give the steps of the longest ones names"),
            );
        }
        for (file, function) in functions.iter().filter(|(_, function)| function.lines > MOST)
        {
            rule.broken(
                file,
                function.line,
                format_args!("this one has {} lines: give its steps names", function.lines),
            );
        }
    }
    rule.holds();
}

fn functions_of(folder: &std::path::Path) -> Vec<(std::path::PathBuf, Function)> {
    let files = tree::files_below(folder).into_iter().filter(|file| file.has_extension("rs"));
    files
        .flat_map(|file| {
            functions_in(&file).into_iter().map(move |function| (file.path.clone(), function))
        })
        .collect()
}

fn functions_in(file: &File) -> Vec<Function> {
    let mut found = Vec::new();
    rust::each_run(rust::tokens(&file.text).into_iter().flatten().collect(), &mut |run| {
        for (index, tree) in run
            .iter()
            .enumerate()
            .filter(|(_, tree)| rust::ident(tree).is_some_and(|word| word == "fn"))
        {
            found.extend(
                body_after(&run[index + 1..])
                    .map(|lines| Function { line: tree.span().start().line, lines }),
            );
        }
    });
    found
}

/// The lines of the body that follows `fn`; none for a type or a declaration.
fn body_after(tokens: &[TokenTree]) -> Option<usize> {
    let name = tokens.first().and_then(rust::ident);
    let ends = |tree: &TokenTree| {
        rust::is_punct(tree, ';') || rust::group(tree, Delimiter::Brace).is_some()
    };
    let TokenTree::Group(body) =
        tokens.iter().filter(|_| name.is_some()).find(|tree| ends(tree))?
    else {
        return None;
    };
    Some(body.span_close().end().line + 1 - body.span_open().start().line)
}

#[test]
fn a_function_is_as_long_as_its_body() {
    let file = File { path: "a.rs".into(), text: "type A = fn(u8);\nfn a(b: fn() -> u8);\nimpl A {\n    fn b() -> u8\n    where\n        A: B,\n    {\n        1\n    }\n}".into() };
    let found: Vec<_> = functions_in(&file)
        .into_iter()
        .map(|function| (function.line, function.lines))
        .collect();
    assert_eq!(found, [(4, 3)]);
}
