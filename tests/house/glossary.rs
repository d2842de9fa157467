//! The glossary explains the words that the pages link to it, and leads on to where each is taught.

use crate::pages;
use crate::rule::Rule;
use crate::tree::{self, File};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};

const PAGE: &str = "book/glossary.md";

/// The most links to the glossary on one page: where every other word is a link, none is followed.
const LINKS_OF_A_PAGE: usize = 10;

/// The most words that explain one.
const WORDS: usize = 60;

/// One entry.
#[derive(Debug, Default, PartialEq)]
struct Entry {
    line: usize,
    term: String,
    words: usize,
    links: Vec<String>,
}

/// A link of a page into the glossary.
struct Link {
    line: usize,
    /// The term's anchor.
    place: String,
    /// What is linked, and the prose above it on the page.
    text: String,
    above: String,
}

#[test]
fn the_glossary_is_in_order_and_leads_to_where_its_words_are_taught() {
    let mut rule =
        Rule::new("terms in order, each explained shortly, with a link to a section");
    let page = tree::read(PAGE);
    let sections = pages::in_summary().into_iter().map(|page| format!("{}.md", page.stem()));
    let sections: BTreeSet<String> = sections.collect();
    let mut last = String::new();
    for entry in entries(&page) {
        rule.looks_at_one();
        let key = entry.term.to_lowercase();
        let teaches = |link: &String| {
            let target = link.split('#').next().unwrap_or_default();
            sections.contains(target) && !PAGE.ends_with(target)
        };
        if key <= last {
            let fault = format!("`{}` belongs above `{last}`", entry.term);
            rule.broken(&page.path, entry.line, fault);
        }
        if !entry.links.iter().any(teaches) {
            let fault = format!("say where `{}` is taught", entry.term);
            rule.broken(&page.path, entry.line, fault);
        }
        if entry.words > WORDS {
            let fault =
                format!("`{}` takes {} words: say it shorter", entry.term, entry.words);
            rule.broken(&page.path, entry.line, fault);
        }
        last = last.max(key);
    }
    rule.holds();
}

#[test]
fn every_word_of_the_glossary_is_linked_from_a_page() {
    let mut rule = Rule::new("a term that no page links to helps no reader");
    let page = tree::read(PAGE);
    let pages = pages::files();
    let links: BTreeSet<String> =
        pages.iter().flat_map(links_of).map(|link| link.place).collect();
    for entry in entries(&page) {
        rule.looks_at_one();
        if !links.contains(&place_of(&entry.term)) {
            let fault = format!("link `{}` where a page first needs it", entry.term);
            rule.broken(&page.path, entry.line, fault);
        }
    }
    rule.holds();
}

#[test]
fn a_page_links_to_the_glossary_seldom_and_where_it_first_needs_the_word() {
    let mut rule = Rule::new("at most ten links to the glossary, at a word's first use");
    let places: BTreeSet<String> =
        entries(&tree::read(PAGE)).iter().map(|entry| place_of(&entry.term)).collect();
    for page in pages::files().iter().filter(|page| page.name() != PAGE) {
        let mut lines = BTreeMap::new();
        let links = links_of(page);
        if let Some(link) = links.get(LINKS_OF_A_PAGE) {
            rule.broken(&page.path, link.line, format!("{} links: drop some", links.len()));
        }
        for link in links {
            rule.looks_at_one();
            let fault = if !places.contains(&link.place) {
                format!("the glossary has no `{}`", link.place)
            } else if let Some(line) = lines.insert(link.place.clone(), link.line) {
                format!("`{}` is linked in line {line} already", link.place)
            } else if has_phrase(&link.above, &link.text) {
                format!("`{}` stands further up: link it there", link.text)
            } else {
                continue;
            };
            rule.broken(&page.path, link.line, fault);
        }
    }
    rule.holds();
}

/// The anchor of a term, as mdBook makes it.
fn place_of(term: &str) -> String {
    term.to_lowercase().replace(' ', "-")
}

/// Whether a phrase stands in a text, as whole words, in upper or lower case.
fn has_phrase(text: &str, phrase: &str) -> bool {
    let [text, phrase] = [text, phrase].map(|text| format!(" {} ", words(text).join(" ")));
    text.contains(&phrase)
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|letter: char| !letter.is_alphanumeric() && !"-_".contains(letter));
    parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
}

fn line_of(page: &File, place: usize) -> usize {
    page.text[..place].matches('\n').count() + 1
}

fn entries(page: &File) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut in_term = false;
    let parser = Parser::new_ext(&page.text, Options::ENABLE_DEFINITION_LIST);
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::DefinitionListTitle) => {
                let line = line_of(page, range.start);
                entries.push(Entry { line, ..Entry::default() });
                in_term = true;
            }
            Event::End(TagEnd::DefinitionListTitle) => in_term = false,
            Event::Start(Tag::Link { dest_url, .. }) => {
                entries
                    .last_mut()
                    .into_iter()
                    .for_each(|e| e.links.push(dest_url.to_string()));
            }
            Event::Text(text) | Event::Code(text) => {
                let Some(entry) = entries.last_mut() else { continue };
                if in_term {
                    entry.term.push_str(&text);
                } else {
                    entry.words += words(&text).len();
                }
            }
            _ => {}
        }
    }
    entries
}

/// The links of a page into the glossary, in its order. Code blocks and tables are no prose.
fn links_of(page: &File) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let (mut above, mut in_link, mut is_prose) = (String::new(), false, true);
    let options = Options::ENABLE_DEFINITION_LIST | Options::ENABLE_TABLES;
    let parser = Parser::new_ext(&page.text, options);
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Table(_)) => is_prose = false,
            Event::End(TagEnd::CodeBlock | TagEnd::Table) => is_prose = true,
            Event::Start(Tag::Link { dest_url, .. }) => {
                let Some(place) = dest_url.strip_prefix("glossary.md#") else { continue };
                let (line, place) = (line_of(page, range.start), place.to_owned());
                links.push(Link { line, place, text: String::new(), above: above.clone() });
                in_link = true;
            }
            Event::End(TagEnd::Link) => in_link = false,
            Event::Text(text) | Event::Code(text) if is_prose => {
                if in_link {
                    links.last_mut().into_iter().for_each(|link| link.text.push_str(&text));
                }
                above.push_str(&text);
            }
            Event::SoftBreak | Event::End(_) => above.push(' '),
            _ => {}
        }
    }
    links
}

#[test]
fn entries_and_links_are_read_as_a_reader_sees_them() {
    let text = "# G\n\nlost update\n: Two `b`. See [c\n  d](e.md#f).\n\ng\n: h\n";
    let found = entries(&File { path: PAGE.into(), text: text.into() });
    let entry = |line, term: &str, words, links: &[&str]| {
        let links = links.iter().map(|link| link.to_string()).collect();
        Entry { line, term: term.into(), words, links }
    };
    assert_eq!(found, [entry(3, "lost update", 5, &["e.md#f"]), entry(7, "g", 1, &[])]);
    assert_eq!(place_of("Lost update"), "lost-update");

    let text = "The fork.\n\n```rust\npipe\n```\n\nIt [forks](glossary.md#fork) a\n[`pipe`](glossary.md#pipe) pipe.\n";
    let links = links_of(&File { path: "book/a.md".into(), text: text.into() });
    let found: Vec<_> =
        links.iter().map(|link| (link.line, &*link.place, &*link.text)).collect();
    assert_eq!(found, [(7, "fork", "forks"), (8, "pipe", "pipe")]);
    assert!(!has_phrase(&links[1].above, "pipe") && has_phrase(&links[1].above, "THE fork"));
}
