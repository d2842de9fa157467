//! What `cargo run` has compiled, `cargo test` does not compile again: cargo does so where the tests ask a crate for a
//! feature more.

use crate::rule::{Exception, Rule};
use crate::tree;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// A crate's features, by its name and version.
type Features = BTreeMap<String, BTreeSet<String>>;

const AGAIN: &[Exception] = &[(
    "proc-macro2",
    "the tests read Rust with it and want to know the lines; as a macro's, which `cargo run` builds, it stays as it is",
)];

#[test]
fn the_tests_ask_no_crate_for_more_than_the_book_does() {
    let book = features(&["--edges", "normal,build"]);
    let tests = features(&["--workspace", "--edges", "normal,build,dev"]);
    let mut rule = Rule::with_exceptions(
        "what a test wants of a crate that the book is bound with stands in the root's dependencies",
        AGAIN,
    );
    for (name, of_book) in &book {
        rule.looks_at_one();
        let more: Vec<_> = tests[name].difference(of_book).collect();
        if !more.is_empty() {
            let short = name.split(' ').next().unwrap_or(name);
            let fault = format!("{name} would be compiled again, with {more:?}");
            rule.broken_unless_excepted(short, Path::new("Cargo.toml"), 1, fault);
        }
    }
    rule.holds();
}

fn features(arguments: &[&str]) -> Features {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.args(["tree", "--locked", "--prefix", "none", "--format", "{p}|{f}"]);
    let output =
        cargo.args(arguments).current_dir(tree::root()).output().expect("cargo is here");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut all = Features::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Some((name, features)) = line.split_once('|') else {
            continue;
        };
        let features = features.trim_end_matches("(*)").trim().split(',');
        let features = features.filter(|name| !name.is_empty()).map(str::to_owned);
        all.entry(name.to_owned()).or_default().extend(features);
    }
    all
}
