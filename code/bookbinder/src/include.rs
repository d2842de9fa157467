//! Checks what pages include: mdBook shows an empty block for an anchor that is not there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use crate::directive;
use crate::error::{Doing, Error};
use crate::page::Page;
use crate::tree;

/// Checks that every include of the pages finds its file and anchor, and that every anchor in a
/// crate that has a page is on some page.
///
/// # Errors
/// The first one that does not, by its page, or the anchor's file, and line. Also an included text
/// that would hide a directive.
pub fn check(root: &Path, pages: &[Page]) -> Result<(), Error> {
    let mut used = BTreeSet::new();
    for page in pages {
        for include in includes(page) {
            let file = root.join(&page.name).parent().unwrap_or(root).join(&include.path);
            let wrong = |message| Error::at(&page.name, include.line, message);
            check_one(&include, &file).map_err(wrong)?;
            used.extend(file.canonicalize().ok().zip(include.anchor));
        }
    }
    check_unused(root, pages, &used)
}

struct Include {
    line: usize,
    path: String,
    anchor: Option<String>,
    first_line: Option<usize>,
    in_code: bool,
}

/// A page's includes, by the pattern that mdBook finds them with.
fn includes(page: &Page) -> Vec<Include> {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        let pattern =
            r"\\\{\{#.*\}\}|\{\{\s*#(include|rustdoc_include|playground)\s+([^}\s]+)[^}]*\}\}";
        Regex::new(pattern).expect("the pattern is well formed")
    });
    let code = directive::code_ranges(&page.text);
    let is_printed = |at| page.directives.iter().any(|directive| directive.span.contains(&at));
    let found =
        LINK.captures_iter(&page.text).filter_map(|link| Some((link.get(1)?, link.get(2)?)));
    let found = found.filter(|(kind, _)| !is_printed(kind.start()));
    let is_code = |at| code.iter().any(|range| range.contains(&at));
    let include = |(kind, target): (regex::Match<'_>, regex::Match<'_>)| Include {
        line: 1 + page.text[..target.start()].matches('\n').count(),
        in_code: kind.as_str() == "playground" || is_code(target.start()),
        ..Include::of(target.as_str())
    };
    found.map(include).collect()
}

impl Include {
    /// The include of `path`, `path:anchor` or `path:first:last`.
    fn of(target: &str) -> Self {
        let (path, part) = target.split_once(':').unwrap_or((target, ""));
        let first = part.split(':').next().unwrap_or_default();
        let first_line = first.parse().ok();
        let is_anchor = !first.is_empty() && first_line.is_none();
        let anchor = is_anchor.then(|| first.to_owned());
        Self { line: 0, path: path.to_owned(), anchor, first_line, in_code: false }
    }
}

fn check_one(include: &Include, file: &Path) -> Result<(), String> {
    let path = &include.path;
    let text =
        fs::read_to_string(file).map_err(|error| format!("includes {path}: {error}"))?;
    if include.first_line.is_some_and(|first| first > text.lines().count()) {
        return Err(format!("includes lines of {path} that it does not have"));
    }
    if let Some(anchor) = &include.anchor {
        check_anchor(anchor, &text)
            .map_err(|message| format!("includes {path}: {message}"))?;
    }
    match directive::parse_page(path, &text) {
        Ok(found) if found.is_empty() || include.in_code => Ok(()),
        Err(_) if include.in_code => Ok(()),
        _ => Err(format!(
            "includes {path}, in which a directive would be lost: write it into the page"
        )),
    }
}

fn check_anchor(anchor: &str, text: &str) -> Result<(), String> {
    let marks = |kind| anchors(text, kind).filter(|&(_, name)| name == anchor).count();
    match (marks("ANCHOR"), marks("ANCHOR_END")) {
        (1, 1) => Ok(()),
        (0, _) => Err(format!("there is no anchor `{anchor}`")),
        (1, 0) => Err(format!("the anchor `{anchor}` has no end")),
        _ => Err(format!("there is more than one anchor `{anchor}`")),
    }
}

fn check_unused(
    root: &Path,
    pages: &[Page],
    used: &BTreeSet<(PathBuf, String)>,
) -> Result<(), Error> {
    let files = tree::files(root, tree::Part::Sources)?;
    // A crate whose page is still to come may have its anchors already.
    let chapters: Vec<PathBuf> = pages.iter().filter_map(|page| chapter(root, page)).collect();
    let is_chapter =
        |path: &&PathBuf| chapters.iter().any(|chapter| path.starts_with(chapter));
    for file in files.iter().filter(is_chapter) {
        let place = file.canonicalize().doing(format!("find {}", file.display()))?;
        let Ok(text) = fs::read_to_string(file) else {
            continue;
        };
        let is_used = |anchor: &str| used.contains(&(place.clone(), anchor.to_owned()));
        if let Some((line, anchor)) =
            anchors(&text, "ANCHOR").find(|&(_, anchor)| !is_used(anchor))
        {
            let name = file.strip_prefix(root).unwrap_or(file).display().to_string();
            return Err(Error::at(
                &name,
                line,
                format!("the anchor `{anchor}` is on no page"),
            ));
        }
    }
    Ok(())
}

/// The folder of the crate that a page teaches.
fn chapter(root: &Path, page: &Page) -> Option<PathBuf> {
    Some(root.join("code").join(Path::new(&page.name).file_stem()?))
}

/// The marks of one kind in a text, with their lines.
fn anchors<'a>(text: &'a str, kind: &'static str) -> impl Iterator<Item = (usize, &'a str)> {
    let mark = move |(at, line): (usize, &'a str)| {
        let (_, after) = line.split_once(kind)?;
        let name = after.strip_prefix(':')?.trim_start();
        let is_part = |char: char| char.is_alphanumeric() || char == '_' || char == '-';
        let end = name.find(|char| !is_part(char)).unwrap_or(name.len());
        (end > 0).then_some((at + 1, &name[..end]))
    };
    text.lines().enumerate().filter_map(mark)
}
