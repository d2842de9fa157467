//! The page about the house names what is there.

use crate::crates::{self, Crate};
use crate::rule::Rule;
use crate::tree::{self, File};
use std::collections::{BTreeMap, BTreeSet};

/// The page with the list of the crates: name, what it holds, what it stands on.
const PAGE: &str = "book/architecture.md";

/// What begins a path into the house.
const FOLDERS: [&str; 5] = ["code/", "tests/", "book/", ".ci/", ".github/"];

#[test]
fn the_arrows_between_the_crates_are_those_of_the_manifests() {
    let mut rule = Rule::new("the page on the house lists each crate with what it stands on");
    let page = tree::read(PAGE);
    let told = told(&page);
    for member in crates::all() {
        rule.looks_at_one();
        let (line, names) = told.get(&member.name).cloned().unwrap_or_default();
        let real = stands_on(&member);
        if line == 0 || names != real {
            let real: Vec<String> = real.iter().map(|name| format!("`{name}`")).collect();
            let real = if real.is_empty() { "no other".to_owned() } else { real.join(", ") };
            let remedy =
                format!("write: `{}`, and below it: ... Stands on {real}.", member.name);
            rule.broken(&page.path, line.max(1), remedy);
        }
    }
    rule.holds();
}

#[test]
fn every_path_that_a_page_names_is_there() {
    let mut rule = Rule::new("a path of the house that a page names leads to something");
    let pages = tree::files_below("book");
    for page in pages.iter().filter(|page| page.has_extension("md")) {
        for (line, path) in paths(page) {
            rule.looks_at_one();
            if !tree::root().join(path).exists() {
                rule.broken(&page.path, line, format_args!("`{path}` does not exist"));
            }
        }
    }
    rule.holds();
}

/// What a crate needs besides its tests.
fn stands_on(member: &Crate) -> BTreeSet<String> {
    let dependencies = member.dependencies().into_iter();
    let dependencies =
        dependencies.filter(|found| found.path.is_some() && !found.is_for_tests);
    dependencies.map(|found| found.name).collect()
}

/// The crates of the page's list, each with its line and the names after "Stands on".
fn told(page: &File) -> BTreeMap<String, (usize, BTreeSet<String>)> {
    let paragraphs = page.text.split("\n\n").scan(1, |line, text| {
        let begins = *line;
        *line += text.matches('\n').count() + 2;
        Some((begins, text))
    });
    let entries = paragraphs.filter_map(|(line, text)| {
        let (name, definition) = text.split_once("\n: ")?;
        let (_, stands_on) = definition.split_once("Stands on ")?;
        let name = name.strip_prefix('`')?.strip_suffix('`')?;
        Some((name.to_owned(), (line, spans(stands_on).map(str::to_owned).collect())))
    });
    entries.collect()
}

fn paths(page: &File) -> impl Iterator<Item = (usize, &str)> {
    let is_path = |span: &str| {
        let is_plain = |char: char| char.is_ascii_alphanumeric() || "/._-".contains(char);
        FOLDERS.iter().any(|folder| span.starts_with(folder)) && span.chars().all(is_plain)
    };
    let found =
        page.lines().flat_map(|(line, text)| spans(text).map(move |span| (line, span)));
    found.filter(move |(_, span)| is_path(span))
}

/// What stands between backticks in a line.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}
