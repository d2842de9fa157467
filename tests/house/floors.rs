//! The book has two floors: what the upper one says can be understood without the lower one.

use crate::pages;
use crate::rule::{Exception, Rule};
use crate::tree::{self, File};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::path::Path;

/// The parts of SUMMARY.md whose pages teach the use of a crate.
const UPPER_FLOOR: [&str; 2] = ["The learning path", "In real programs"];

/// Words for the insides of a crate, which only the lower floor explains.
const LOWER_WORDS: [&str; 9] =
    ["futex", "seat", "tray", "slot", "ledger", "frame", "bell", "robust list", "heir"];

/// Where such a word means something else, as `page: word`; and pages that still owe a text without them.
const MAY_SAY: &[Exception] = &[];

/// Pages of the upper floor whose turn is still to come.
const OWING: &[Exception] = &[];

#[test]
fn no_page_of_the_upper_floor_speaks_of_what_lies_below() {
    let mut rule =
        Rule::with_exceptions("the upper floor does without the lower one's words", MAY_SAY);
    for page in upper_floor().filter(|page| !owes(page)) {
        rule.looks_at_one();
        for (line, word) in lower_words(&page) {
            let name = format!("{}: {word}", page.name());
            let remedy =
                format!("`{word}`: say what the reader sees, or move it to the lower floor");
            rule.broken_unless_excepted(&name, &page.path, line, remedy);
        }
    }
    rule.holds();
}

#[test]
fn the_list_of_pages_that_owe_a_text_shrinks() {
    let mut rule =
        Rule::with_exceptions("a page without the lower floor's words owes nothing", OWING);
    for page in upper_floor().filter(owes) {
        rule.looks_at_one();
        if !lower_words(&page).is_empty() {
            rule.excepts(&stem(&page));
        }
    }
    rule.looks_at_one();
    rule.holds();
}

fn owes(page: &File) -> bool {
    OWING.iter().any(|(owing, _)| *owing == stem(page))
}

fn stem(page: &File) -> String {
    page.path.file_stem().unwrap_or_default().to_string_lossy().into()
}

fn upper_floor() -> impl Iterator<Item = File> {
    let summary = tree::read("book/SUMMARY.md");
    let pages = pages::in_summary().into_iter();
    let pages = pages.filter(move |page| UPPER_FLOOR.contains(&part(&summary, page.line)));
    pages.map(|page| tree::read(page.path))
}

/// The title of the part of SUMMARY.md that a line belongs to.
fn part(summary: &File, line: usize) -> &str {
    let titles = summary.text.lines().take(line).filter_map(|text| text.strip_prefix("# "));
    titles.last().unwrap_or_default()
}

/// The words of the lower floor in a page's sentences, with their lines. What stands in a block of code is a program's or a
/// tool's, and may say what it likes.
fn lower_words(page: &File) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    let mut is_code = false;
    for (event, range) in
        Parser::new_ext(&page.text, Options::ENABLE_TABLES).into_offset_iter()
    {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Text(text) | Event::Code(text) if !is_code => {
                let line = 1 + page.text[..range.start].matches('\n').count();
                found.extend(
                    LOWER_WORDS
                        .iter()
                        .filter(|word| says(&text, word))
                        .map(|word| (line, *word)),
                );
            }
            _ => {}
        }
    }
    found
}

/// Whether a text has a word, in the singular or the plural.
fn says(text: &str, word: &str) -> bool {
    let text = text.to_lowercase();
    let is_edge = |char: Option<char>| !char.is_some_and(|char| char.is_alphanumeric());
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let after = after.strip_prefix("es").or(after.strip_prefix('s')).unwrap_or(after);
        is_edge(before.chars().last()) && is_edge(after.chars().next())
    })
}

#[test]
fn a_word_is_found_whole_in_singular_and_plural() {
    assert!(
        says("two Trays", "tray") && says("the `futexes`", "futex") && says("HEIR", "heir")
    );
    assert!(
        !says("their seaty portrays", "heir")
            && !says("slotted", "slot")
            && !says("framework", "frame")
    );
}

#[test]
fn code_may_say_it_and_sentences_may_not() {
    let text = "# Page\n\nA `futex` waits.\n\n```text\ntray\n```\n\n[link](a.md#bell)\n";
    let page = File { path: Path::new("book/a.md").into(), text: text.into() };
    assert_eq!(lower_words(&page), [(3, "futex")]);
}
