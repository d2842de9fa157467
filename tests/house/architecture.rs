//! The page about the house names what is there.

use crate::crates::{self, Crate};
use crate::rule::Rule;
use crate::tree::{self, File};
use std::collections::{BTreeMap, BTreeSet};

/// The page with the table of the crates: name, what it holds, what it stands on.
const PAGE: &str = "book/architecture.md";

/// What begins a path into the house.
const FOLDERS: [&str; 5] = ["code/", "tests/", "book/", ".ci/", ".github/"];

#[test]
fn the_table_of_the_crates_is_that_of_the_manifests() {
    let mut rule = Rule::new("the page on the house lists each crate with what it stands on");
    let page = tree::read(PAGE);
    let rows = rows(&page);
    for member in crates::all() {
        rule.looks_at_one();
        let (line, told) = rows.get(&member.name).cloned().unwrap_or_default();
        let real = stands_on(&member);
        if line == 0 || told != real {
            let real: Vec<String> = real.iter().map(|name| format!("`{name}`")).collect();
            let real = if real.is_empty() { "no other".to_owned() } else { real.join(", ") };
            let remedy = format!("its row says: | `{}` | ... | {real} |", member.name);
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

/// The rows of the table by their crates, each with its line and the names in its last cell.
fn rows(page: &File) -> BTreeMap<String, (usize, BTreeSet<String>)> {
    let rows = page.lines().filter_map(|(line, text)| {
        let cells: Vec<&str> = text.trim().trim_matches('|').split('|').collect();
        let [name, _, stands_on] = cells[..] else { return None };
        let name = spans(name).next()?.to_owned();
        Some((name, (line, spans(stands_on).map(str::to_owned).collect())))
    });
    rows.collect()
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
