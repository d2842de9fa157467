//! Includes what mdBook would not include as a reader expects it; all other includes are left to mdBook.
//!
//! mdBook includes the lines between two anchors as they are. So where all of them are indented, bookbinder includes
//! them itself, by the same rule and without their common indentation: a method stands on its page without that of its
//! `impl`. And mdBook includes a whole file with the marks of its anchors, which mean nothing to a reader.

use std::borrow::Cow;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// The text of a page that lies in `folder`, with its indented pieces, and its whole files that have anchors, put into it.
#[must_use]
pub fn included<'a>(text: &'a str, folder: &Path) -> Cow<'a, str> {
    static INCLUDE: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?m)^\{\{#include ([^:}\s]+)(?::([A-Za-z_][\w-]*))?\}\}$";
        Regex::new(pattern).expect("the pattern is well formed")
    });
    INCLUDE.replace_all(text, |include: &Captures<'_>| {
        let source = fs::read_to_string(folder.join(&include[1])).unwrap_or_default();
        let text = match include.get(2) {
            Some(anchor) => moved(&anchored(&source, anchor.as_str())),
            None => unmarked(&source),
        };
        text.unwrap_or_else(|| include[0].to_owned())
    })
}

/// A whole file without the marks of its anchors; none where it has no marks.
fn unmarked(source: &str) -> Option<String> {
    let lines: Vec<&str> = source.lines().filter(|line| !is_mark(line)).collect();
    (lines.len() < source.lines().count()).then(|| lines.join("\n"))
}

/// The lines between two anchors, without those that carry an anchor themselves.
fn anchored<'a>(source: &'a str, anchor: &str) -> Vec<&'a str> {
    let lines: Vec<&str> = source.lines().collect();
    let lines = &lines[span(source, anchor).unwrap_or_default()];
    lines.iter().copied().filter(|line| !is_mark(line)).collect()
}

fn is_mark(line: &str) -> bool {
    line.contains("ANCHOR:") || line.contains("ANCHOR_END:")
}

/// Where the lines between two anchors lie, counted from 0.
pub(crate) fn span(source: &str, anchor: &str) -> Option<Range<usize>> {
    let is_mark = |line: &str, kind: &str| {
        let name = line.split_once(kind).map(|(_, name)| name.trim());
        name == Some(anchor)
    };
    let begin = source.lines().position(|line| is_mark(line, "ANCHOR:"))? + 1;
    let end = source.lines().position(|line| is_mark(line, "ANCHOR_END:"))?;
    (begin <= end).then_some(begin..end)
}

/// The lines without the indentation that all of them have; none where there is none.
fn moved(lines: &[&str]) -> Option<String> {
    let indented = lines.iter().filter(|line| !line.trim().is_empty());
    let common = indented.map(|line| line.len() - line.trim_start_matches(' ').len()).min()?;
    let lines: Vec<&str> =
        lines.iter().map(|line| line.get(common..).unwrap_or_default()).collect();
    (common > 0).then(|| lines.join("\n"))
}
