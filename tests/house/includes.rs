//! No Rust is typed into a page, and what a page includes is there, whole, and small enough to read.

use crate::rule::{Exception, Rule};
use crate::tree::{self, File};
use crate::{crates, pages, rust};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

/// Rust blocks that are typed into their page, as `page: first line of the block`.
const TYPED_BLOCKS: &[Exception] = &[];

/// The most lines that a page shows of a program in one piece.
const MOST_LINES: usize = 50;

/// The most lines of a worked use, which a page shows whole so that it can be pasted. (The longest puts load on itself, so
/// that it can be tried with cargo alone.)
const MOST_LINES_OF_A_WORKED_USE: usize = 210;

/// The most lines of a file that a page of the lower floor ends with, folded.
const MOST_LINES_OF_A_FINISHED_FILE: usize = 300;

/// The lines of a piece that a reader takes in at once: most pieces have no more.
const LINES_AIMED_AT: usize = 25;

/// The widest line that a page shows of a program, in characters: what the book's column holds without scrolling.
const MOST_CHARACTERS: usize = 100;

/// `{{#include path:anchor}}` on a page.
pub struct Include {
    pub page: PathBuf,
    pub line: usize,
    /// Relative to the root.
    pub target: PathBuf,
    pub anchor: Option<String>,
}

/// `ANCHOR: name` to `ANCHOR_END: name` in a file below code/, without the lines that carry anchors.
struct Piece {
    file: PathBuf,
    anchor: String,
    line: usize,
    text: Option<String>,
}

/// A fenced block of a page.
pub struct Block {
    /// The line on which it opens.
    pub line: usize,
    pub language: String,
    pub text: String,
}

impl Include {
    /// Whether all of `examples/worked_<name>.rs` is shown.
    fn is_worked_use(&self) -> bool {
        let name = self.target.file_name().unwrap_or_default().to_string_lossy();
        self.anchor.is_none() && name.starts_with("worked_")
    }

    /// Whether a page that opens a crate shows a file of it whole, as its end.
    fn is_finished_file(&self) -> bool {
        let page = self.page.file_name().unwrap_or_default().to_string_lossy();
        self.anchor.is_none() && page.starts_with("inside_")
    }

    fn most_lines(&self) -> usize {
        match (self.is_worked_use(), self.is_finished_file()) {
            (true, _) => MOST_LINES_OF_A_WORKED_USE,
            (_, true) => MOST_LINES_OF_A_FINISHED_FILE,
            _ => MOST_LINES,
        }
    }

    fn name(&self) -> String {
        let anchor = self.anchor.as_ref().map(|anchor| format!(":{anchor}"));
        format!("{}{}", self.target.display(), anchor.unwrap_or_default())
    }
}

#[test]
fn every_rust_block_on_a_page_is_an_include() {
    let mut rule = Rule::with_exceptions("no Rust is typed into a page", TYPED_BLOCKS);
    for page in pages::files() {
        for block in blocks(&page).iter().filter(|block| block.language == "rust") {
            rule.looks_at_one();
            let lines: Vec<&str> =
                block.text.lines().filter(|line| !line.trim().is_empty()).collect();
            if lines.is_empty() || !lines.iter().all(|line| is_include(line)) {
                let name = format!("{}: {}", page.name(), lines.first().unwrap_or(&""));
                let remedy = "move it into a file that cargo compiles, and write {{#include ../code/...:anchor}}";
                rule.broken_unless_excepted(&name, &page.path, block.line, remedy);
            }
        }
    }
    rule.holds();
}

#[test]
fn every_include_leads_to_a_file_and_an_anchor() {
    let mut rule =
        Rule::new("an include names a committed file and, by its role, a piece of it");
    for include in includes() {
        rule.looks_at_one();
        let Ok(text) = std::fs::read_to_string(tree::root().join(&include.target)) else {
            rule.broken(
                &include.page,
                include.line,
                format_args!("{} is no file: correct the path", include.target.display()),
            );
            continue;
        };
        let Some(anchor) = &include.anchor else {
            continue;
        };
        let target = File { path: include.target.clone(), text };
        if anchor.contains(':') || anchor.parse::<usize>().is_ok() {
            rule.broken(
                &include.page,
                include.line,
                "line numbers drift: set an anchor in the file, named by role",
            );
        } else if !pieces_of(&target).iter().any(|piece| piece.anchor == *anchor) {
            rule.broken(
                &include.page,
                include.line,
                format_args!("{} has no `ANCHOR: {anchor}`", target.name()),
            );
        }
    }
    rule.holds();
}

#[test]
fn every_anchor_is_shown_on_a_page() {
    let mut rule = Rule::new("an anchor below code/ is included by a page");
    let shown: BTreeSet<String> = includes().iter().map(Include::name).collect();
    for piece in pieces().into_iter().filter(|piece| is_of_a_chapter(&piece.file)) {
        rule.looks_at_one();
        if !shown.contains(&format!("{}:{}", piece.file.display(), piece.anchor)) {
            rule.broken(
                &piece.file,
                piece.line,
                format_args!(
                    "no page includes `{}`: show it, or remove the anchor",
                    piece.anchor
                ),
            );
        }
    }
    rule.holds();
}

#[test]
fn every_anchor_opens_once_and_closes() {
    let mut rule = Rule::new("an anchor opens once in its file and closes below");
    let mut opened = BTreeSet::new();
    for piece in pieces() {
        rule.looks_at_one();
        if piece.text.is_none() {
            rule.broken(
                &piece.file,
                piece.line,
                format_args!("add `ANCHOR_END: {}`", piece.anchor),
            );
        }
        if !opened.insert((piece.file.clone(), piece.anchor.clone())) {
            rule.broken(
                &piece.file,
                piece.line,
                format_args!("`{}` opens twice: rename one by its role", piece.anchor),
            );
        }
    }
    rule.holds();
}

#[test]
fn what_a_page_shows_of_a_program_is_whole() {
    let mut rule = Rule::new("an included piece of Rust never cuts a function or type");
    for (include, text) in shown_rust() {
        rule.looks_at_one();
        if rust::tokens(&text).is_none() {
            rule.broken(
                &include.page,
                include.line,
                format_args!(
                    "the brackets of {} do not match: move its anchor",
                    include.name()
                ),
            );
        }
    }
    rule.holds();
}

#[test]
fn what_a_page_shows_of_a_program_fits_the_page() {
    let mut rule = Rule::new(
        "a piece on a page has at most 50 lines of 100 characters, a worked use 210, a finished file 300",
    );
    for (include, text) in shown_rust() {
        rule.looks_at_one();
        let (lines, width) = (text.lines().count(), dedented_width(&text));
        if lines > include.most_lines() || width > MOST_CHARACTERS {
            let remedy = format!(
                "{} has {lines} lines and is {width} wide: show less of it, or say it shorter",
                include.name()
            );
            rule.broken(&include.page, include.line, remedy);
        }
    }
    rule.holds();
}

#[test]
fn most_of_what_a_page_shows_of_a_program_fits_the_eye() {
    let mut rule = Rule::new("four pieces of five have at most 25 lines");
    let mut shown = shown_rust();
    shown.retain(|(include, _)| !include.is_worked_use());
    shown.iter().for_each(|_| rule.looks_at_one());
    let is_long = |(_, text): &&(Include, String)| text.lines().count() > LINES_AIMED_AT;
    let long: Vec<_> = shown.iter().filter(is_long).collect();
    if long.len() * 5 > shown.len() {
        for (include, text) in long {
            let remedy = format!(
                "{} has {} lines: too many pieces are as long, shorten some",
                include.name(),
                text.lines().count()
            );
            rule.broken(&include.page, include.line, remedy);
        }
    }
    rule.holds();
}

/// Every include on every page, inside fences and outside.
pub fn includes() -> Vec<Include> {
    pages::files().iter().flat_map(includes_of).collect()
}

fn includes_of(page: &File) -> Vec<Include> {
    let lines = page.lines().filter(|(_, text)| is_include(text));
    lines.filter_map(|(line, text)| include(page, line, text)).collect()
}

fn is_include(line: &str) -> bool {
    let line = line.trim();
    ["{{#include ", "{{#rustdoc_include "].iter().any(|start| line.starts_with(start))
        && line.ends_with("}}")
}

fn include(page: &File, line: usize, text: &str) -> Option<Include> {
    let (_, inside) = text.trim().trim_end_matches("}}").split_once(' ')?;
    let (target, anchor) = match inside.trim().split_once(':') {
        Some((target, anchor)) => (target, Some(anchor.to_owned())),
        None => (inside.trim(), None),
    };
    let target = without_dots(&page.path.parent()?.join(target));
    Some(Include { page: page.path.clone(), line, target, anchor })
}

/// `book/../code/a.rs` as `code/a.rs`.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => _ = plain.pop(),
            part => plain.push(part),
        }
    }
    plain
}

/// The blocks of code of a page.
pub fn blocks(page: &File) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (event, range) in Parser::new(&page.text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let line = page.text[..range.start].matches('\n').count() + 1;
                open = Some(Block { line, language: language(&kind), text: String::new() });
            }
            Event::Text(text) => open.iter_mut().for_each(|block| block.text.push_str(&text)),
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            _ => {}
        }
    }
    blocks
}

fn language(kind: &CodeBlockKind) -> String {
    match kind {
        CodeBlockKind::Indented => String::new(),
        CodeBlockKind::Fenced(info) => {
            info.split([',', ' ']).next().unwrap_or_default().to_lowercase()
        }
    }
}

fn is_of_a_chapter(file: &Path) -> bool {
    crates::chapters().iter().any(|chapter| file.starts_with(&chapter.folder))
}

/// Every anchored piece below code/. The crate that binds the book speaks of anchors, and has none.
fn pieces() -> Vec<Piece> {
    let files = tree::files_below("code")
        .into_iter()
        .filter(|file| !file.path.starts_with("code/bookbinder"));
    files.flat_map(|file| pieces_of(&file)).collect()
}

fn pieces_of(file: &File) -> Vec<Piece> {
    let opened =
        file.lines().filter_map(|(line, text)| Some((line, anchor_in(text, "ANCHOR: ")?)));
    let pieces = opened.map(|(line, anchor)| {
        let text = text_between(file, line, anchor);
        Piece { file: file.path.clone(), anchor: anchor.to_owned(), line, text }
    });
    pieces.collect()
}

fn anchor_in<'t>(line: &'t str, mark: &str) -> Option<&'t str> {
    let (_, name) = line.split_once(mark)?;
    name.split_whitespace().next()
}

fn text_between(file: &File, line: usize, anchor: &str) -> Option<String> {
    let below: Vec<&str> = file.text.lines().skip(line).collect();
    let end = below.iter().position(|line| anchor_in(line, "ANCHOR_END: ") == Some(anchor))?;
    Some(without_anchors(&below[..end]))
}

fn without_anchors(lines: &[&str]) -> String {
    let lines = lines
        .iter()
        .filter(|line| !line.contains("ANCHOR: ") && !line.contains("ANCHOR_END: "));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The Rust that pages show, piece by piece.
fn shown_rust() -> Vec<(Include, String)> {
    let mut files = BTreeMap::new();
    let includes = includes()
        .into_iter()
        .filter(|include| include.target.extension().is_some_and(|found| found == "rs"));
    let shown = includes.filter_map(|include| {
        let file =
            files.entry(include.target.clone()).or_insert_with(|| tree::read(&include.target));
        let text = match &include.anchor {
            None => Some(without_anchors(&file.text.lines().collect::<Vec<_>>())),
            Some(anchor) => {
                pieces_of(file).into_iter().find(|piece| piece.anchor == *anchor)?.text
            }
        };
        Some((include, text?))
    });
    shown.collect()
}

/// The width of the widest line, in characters, without the indentation that all lines share.
fn dedented_width(text: &str) -> usize {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let indentation =
        lines().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    lines().map(|line| line.chars().count() - indentation).max().unwrap_or(0)
}

mod reading {
    use super::*;

    fn page(text: &str) -> File {
        File { path: "book/a.md".into(), text: text.into() }
    }

    #[test]
    fn a_block_inside_folded_details_and_lists_is_seen() {
        let page = page(
            "<details>\n\n```rust,ignore\nlet a;\n```\n\n</details>\n\n- item\n\n  ~~~ rust\n  let b;\n  ~~~\n",
        );
        let found: Vec<_> = blocks(&page)
            .into_iter()
            .map(|block| (block.line, block.language, block.text))
            .collect();
        assert_eq!(
            found,
            [(3, "rust".into(), "let a;\n".into()), (11, "rust".into(), "let b;\n".into())]
        );
    }

    #[test]
    fn an_include_is_found_from_the_page_that_names_it() {
        let found = includes_of(&page(
            "```rust\n{{#include ../code/process/src/lib.rs:spawn}}\n```\n",
        ));
        assert_eq!(found[0].name(), "code/process/src/lib.rs:spawn");
        assert_eq!(found[0].line, 2);
    }

    #[test]
    fn a_piece_leaves_out_the_anchors_inside_it() {
        let file = page(
            "// ANCHOR: outer\nfn a() {\n    // ANCHOR: inner\n}\n// ANCHOR_END: inner\n// ANCHOR_END: outer\n",
        );
        assert_eq!(pieces_of(&file)[0].text.as_deref(), Some("fn a() {\n}\n"));
    }
}
