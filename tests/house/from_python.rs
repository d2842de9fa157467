//! The page that says where each name of Python's `multiprocessing` and `concurrent.futures` went: it names all of
//! them, and promises nothing of this book that does not exist or that no program uses.

use crate::face::Faces;
use crate::missing::skip;
use crate::rule::Rule;
use crate::tree::{self, File};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;
use test_harness::{Failure, Python};

const PAGE: &str = "book/from_python.md";

/// Prints the names that the Python at hand has.
const ASK: &str = "tests/house/multiprocessing_names.py";

/// How long Python may take for it.
const LIMIT: Duration = Duration::from_secs(60);

/// The Pythons that the page speaks of, by the second number of their version.
const VERSIONS: std::ops::RangeInclusive<u32> = 11..=14;

/// Names that came after 3.11, and with which version at the latest: a patch may bring one too.
const LATER: [(&str, u32); 11] = [
    ("BoundedSemaphore.locked", 14),
    ("BrokenInterpreterPool", 14),
    ("InterpreterPoolExecutor", 14),
    ("Lock.locked", 14),
    ("Process.interrupt", 14),
    ("ProcessPoolExecutor.kill_workers", 14),
    ("ProcessPoolExecutor.terminate_workers", 14),
    ("RLock.locked", 14),
    ("Semaphore.locked", 14),
    ("SyncManager.set", 14),
    ("util.warn", 15), // 3.14.8 has it.
];

/// Where the documentation of other people's crates and of std lies.
const OTHERS: [&str; 2] = ["https://docs.rs/", "https://doc.rust-lang.org/std/"];

/// A piece of inline code.
struct Code {
    line: usize,
    text: String,
    place: Place,
    /// What it links to.
    target: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Place {
    /// Above an entry, as one of the names that it is about; the number is that of the entry's list.
    Term { list: usize, is_first: bool },
    /// In the text of an entry.
    Entry,
    /// Anywhere else on the page.
    Page,
}

impl Code {
    /// `Pool.map` of `Pool.map()`.
    fn python_name(&self) -> &str {
        self.text.split('(').next().unwrap_or_default()
    }

    /// The crate whose page it links to, if it does: then it promises a path of that crate.
    fn promised_of(&self) -> Option<String> {
        let (page, _) = self.target.as_ref()?.split_once(".md")?;
        tree::root().join("code").join(page).is_dir().then(|| page.to_owned())
    }

    fn path(&self) -> Vec<&str> {
        self.text.split("::").collect()
    }
}

#[test]
fn every_public_name_of_pythons_two_modules_stands_on_the_page() {
    let Some((version, theirs)) = names_of_python() else {
        return;
    };
    let mut rule = Rule::new("page and Python have the same names");
    let page = tree::read(PAGE);
    let codes = codes(&page);
    let ours: BTreeSet<&str> =
        codes.iter().filter(|code| code.place != Place::Page).map(Code::python_name).collect();
    let asked = LATER.iter().map(|(name, _)| *name).chain(theirs.iter().map(String::as_str));
    for name in asked {
        rule.looks_at_one();
        if !ours.contains(name) {
            rule.broken(&page.path, 1, format_args!("say where `{name}` went"));
        }
    }
    for code in codes.iter().filter(|code| matches!(code.place, Place::Term { .. })) {
        let name = code.python_name();
        let is_later = LATER.iter().any(|later| later.0 == name && later.1 > version);
        if !theirs.contains(name) && !is_later {
            rule.broken(&page.path, code.line, format_args!("Python has no `{name}`"));
        }
    }
    rule.holds();
}

#[test]
fn each_name_has_one_entry_and_the_entries_are_in_order() {
    let mut rule = Rule::new("names stand once, each group in alphabetical order");
    let page = tree::read(PAGE);
    let mut seen = BTreeSet::new();
    let mut last = (0, String::new());
    for code in codes(&page) {
        let Place::Term { list, is_first } = code.place else { continue };
        rule.looks_at_one();
        if !seen.insert(code.python_name().to_owned()) {
            rule.broken(
                &page.path,
                code.line,
                format_args!("`{}` has two entries", code.text),
            );
        }
        let key = (list, sort_key(code.python_name()));
        if is_first && key < last {
            let fault = format_args!("`{}` belongs above `{}`", key.1, last.1).to_string();
            rule.broken(&page.path, code.line, fault);
        }
        if is_first {
            last = key;
        }
    }
    rule.holds();
}

#[test]
fn every_path_on_the_page_leads_to_its_documentation() {
    let mut rule = Rule::new("a Rust path on the page links to what it names");
    let page = tree::read(PAGE);
    for code in codes(&page) {
        let is_path = code.text.contains("::");
        let target = code.target.clone().unwrap_or_default();
        let is_other = OTHERS.iter().any(|start| target.starts_with(start));
        if !is_path && !is_other {
            continue;
        }
        rule.looks_at_one();
        let is_named = is_other && code.path().iter().all(|part| target.contains(part));
        if code.promised_of().is_none() && !is_named {
            let fault = format!("link `{}` to its own page, not to `{target}`", code.text);
            rule.broken(&page.path, code.line, fault);
        }
    }
    rule.holds();
}

#[test]
fn all_that_the_page_promises_is_there_and_used() {
    let mut rule = Rule::new("what the page promises of a crate is public there, and used");
    let page = tree::read(PAGE);
    let faces = Faces::read();
    for code in codes(&page) {
        let Some(krate) = code.promised_of() else { continue };
        rule.looks_at_one();
        if !faces.offers(&krate, &code.path()) {
            let fault = format_args!("`{krate}` has no public `{}`", code.text).to_string();
            rule.broken(&page.path, code.line, fault);
        } else if faces.user(&krate, &code.path()).is_none() {
            let fault =
                format_args!("no test, example or main uses `{}`", code.text).to_string();
            rule.broken(&page.path, code.line, fault);
        }
    }
    rule.holds();
}

/// The second number of Python's version, and its names.
fn names_of_python() -> Option<(u32, BTreeSet<String>)> {
    let what_for = "asking Python for the names of its modules";
    let mut python = Python::new(tree::root().join(ASK), LIMIT);
    let names = python.run(&[]);
    let failure = python.failure().map(Failure::to_string).unwrap_or_default();
    let Some(minor) = minor(python.name()).filter(|minor| VERSIONS.contains(minor)) else {
        let other = format!("{} {failure}", python.name());
        skip(what_for, &format!("the page speaks of 3.11 to 3.14, and this is {other}"));
        return None;
    };
    let names = names.unwrap_or_else(|| panic!("{ASK}: {failure}"));
    Some((minor, names.lines().map(str::to_owned).collect()))
}

/// 13 of `CPython 3.13.0, free-threaded`.
fn minor(name: &str) -> Option<u32> {
    name.strip_prefix("CPython 3.")?.split('.').next()?.parse().ok()
}

/// A name without its module, as a reader looks it up: `ThreadPool` for `pool.ThreadPool`.
fn sort_key(name: &str) -> String {
    let bare = match name.split_once('.') {
        Some((module, bare)) if module.starts_with(|first: char| first.is_lowercase()) => bare,
        _ => name,
    };
    bare.to_lowercase()
}

/// Every piece of inline code on the page.
fn codes(page: &File) -> Vec<Code> {
    let mut codes: Vec<Code> = Vec::new();
    let (mut place, mut list, mut target) = (Place::Page, 0, None);
    let parser = Parser::new_ext(&page.text, Options::ENABLE_DEFINITION_LIST);
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::DefinitionList) => list += 1,
            Event::Start(Tag::DefinitionListTitle) => {
                place = Place::Term { list, is_first: true };
            }
            Event::Start(Tag::DefinitionListDefinition) => place = Place::Entry,
            Event::End(TagEnd::DefinitionList) => place = Place::Page,
            Event::Start(Tag::Link { dest_url, .. }) => target = Some(dest_url.to_string()),
            Event::End(TagEnd::Link) => target = None,
            Event::Code(text) => {
                let line = page.text[..range.start].matches('\n').count() + 1;
                codes.push(Code {
                    line,
                    text: text.to_string(),
                    place,
                    target: target.clone(),
                });
                if let Place::Term { list, .. } = place {
                    place = Place::Term { list, is_first: false };
                }
            }
            _ => {}
        }
    }
    codes
}

#[test]
fn code_is_known_by_its_place_and_its_link() {
    let text = "`a`\n\n`B.c()`, `d.E`\n: [`f::G`](process.md#h) and\n  `i`\n\n`j`\n: k\n\n# l\n\n`m`\n";
    let page = File { path: Path::new("a.md").into(), text: text.into() };
    let found: Vec<_> = codes(&page)
        .into_iter()
        .map(|code| (code.line, code.python_name().to_owned(), code.place, code.promised_of()))
        .collect();
    let term = |is_first| Place::Term { list: 1, is_first };
    let of = |line, name: &str, place| (line, name.to_owned(), place, None);
    assert_eq!(
        found[..3],
        [of(1, "a", Place::Page), of(3, "B.c", term(true)), of(3, "d.E", term(false))]
    );
    assert_eq!(found[3], (4, "f::G".into(), Place::Entry, Some("process".into())));
    assert_eq!(
        found[4..],
        [of(5, "i", Place::Entry), of(7, "j", term(true)), of(12, "m", Place::Page)]
    );
    assert_eq!(["Pool.map", "pool.ThreadPool"].map(sort_key), ["pool.map", "threadpool"]);
}
