//! The book as readers get it: bound in this process, from the same sources.

use crate::demos::{self, RUNS};
use crate::html::{Html, Link, Run};
use crate::promise::{difference, kept};
use crate::rule::Rule;
use crate::{includes, pages, quiet, tree};
use bookbinder::markup::visible;
use bookbinder::picture;
use bookbinder::progress::Progress;
use bookbinder::recording::lacks_something;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The bound book, shared by all tests.
///
/// # Panics
///
/// When it cannot be bound, in each of them.
pub fn book() -> &'static Book {
    static BOOK: LazyLock<Result<Book, String>> = LazyLock::new(Book::bind);
    BOOK.as_ref().unwrap_or_else(|error| panic!("the book does not bind: {error}"))
}

/// Where it lies, and its pages by their paths in it.
pub struct Book {
    pub folder: PathBuf,
    pages: BTreeMap<PathBuf, Html>,
}

impl Book {
    fn bind() -> Result<Self, String> {
        let _quiet = quiet::machine();
        build_bookbinder()?;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("book");
        bookbinder::bind(tree::root(), &folder, &Progress::silent())
            .map_err(|error| error.to_string())?;
        let mut pages = BTreeMap::new();
        read_pages(&folder, &folder, &mut pages);
        Ok(Self { folder, pages })
    }

    /// The rendered page of `book/process.md`.
    pub fn page(&self, source: &Path) -> &Html {
        let rendered =
            source.strip_prefix("book").expect("pages lie in book/").with_extension("html");
        &self.pages[&rendered]
    }

    /// Why a link leads nowhere, if so.
    fn broken(&self, page: &Path, html: &Html, link: &Link) -> Option<String> {
        let (path, fragment) = split(&link.target)?;
        let target = self.resolve(page, html, &path);
        if !self.folder.join(&target).is_file() {
            return Some(format!("`{}` leads to no file", link.target));
        }
        let fragment = fragment.filter(|fragment| !fragment.is_empty())?;
        let places = &self.pages.get(&target)?.places;
        (!places.contains(&fragment))
            .then(|| format!("`{}`: there is no such place on that page", link.target))
    }

    fn resolve(&self, page: &Path, html: &Html, path: &str) -> PathBuf {
        let from = match &html.base {
            Some(base) => PathBuf::from(base.trim_start_matches('/')),
            None => page.parent().unwrap_or(Path::new("")).to_owned(),
        };
        let target = match path {
            "" => page.to_owned(),
            path => normal(&from.join(path.trim_start_matches('/'))),
        };
        if self.folder.join(&target).is_dir() { target.join("index.html") } else { target }
    }
}

#[test]
fn every_link_inside_the_book_leads_somewhere() {
    let mut rule = Rule::new("a link leads to a file, and to a place of it in the book");
    let book = book();
    for (page, html) in &book.pages {
        for link in &html.links {
            rule.looks_at_one();
            if let Some(fault) = book.broken(page, html, link) {
                rule.broken(page, link.line, fault);
            }
        }
    }
    rule.holds();
}

#[test]
fn every_listing_leads_to_its_file() {
    let mut rule = Rule::new("a page links to each file that it includes");
    for include in includes::includes() {
        rule.looks_at_one();
        let suffix = format!("/{}", include.target.display());
        let links = &book().page(&include.page).links;
        if !links.iter().any(|link| link.file().ends_with(&suffix)) {
            let remedy =
                format!("put the include of {} into a fence of its own", &suffix[1..]);
            rule.broken(&include.page, include.line, remedy);
        }
    }
    rule.holds();
}

#[test]
fn every_page_shows_what_its_programs_print_now() {
    let mut rule = Rule::new("the bound page shows what the program prints now");
    for run in RUNS.iter() {
        rule.looks_at_one();
        let page = Path::new(&run.directive.page);
        let Some(shown) = shown(&run.directive) else {
            continue;
        };
        let Ok(now) = &run.now else { continue };
        if lacks_something(&run.directive, now) {
            continue; // Its page shows what was recorded: see recorded.rs.
        }
        let (shown, now) = match run.directive.expectation.picture {
            Some(_) => pictures(run, shown, &now.output),
            None => texts(run, shown, &now.output),
        };
        if shown != now {
            let remedy = format!(
                "`{}`: {}: remove target/bookbinder, where outputs are kept, and bind again",
                run.directive.command,
                difference(&shown, &now)
            );
            rule.broken(page, run.directive.line, remedy);
        }
    }
    rule.holds();
}

#[test]
fn every_run_carries_its_command_ready_to_copy() {
    let mut rule =
        Rule::new("each directive became one block with its command, without a prompt");
    for page in pages::files() {
        let directives: Vec<_> = demos::directives()
            .into_iter()
            .filter(|directive| Path::new(&directive.page) == page.path)
            .collect();
        let runs = &book().page(&page.path).runs;
        if runs.len() != directives.len() {
            rule.broken(
                &page.path,
                1,
                format_args!("{} directives, but {} blocks", directives.len(), runs.len()),
            );
        }
        for (directive, run) in directives.iter().zip(runs) {
            rule.looks_at_one();
            if run.command != directive.command || run.command.starts_with('$') {
                rule.broken(
                    &page.path,
                    directive.line,
                    format_args!("the block's command is `{}`", run.command),
                );
            }
        }
    }
    rule.holds();
}

#[test]
fn no_page_holds_what_should_have_been_replaced() {
    let mut rule = Rule::new("no directive, include or error message is left on a bound page");
    for page in pages::in_summary() {
        rule.looks_at_one();
        let html = book().page(&page.path);
        for comment in html.comments.iter().filter(|comment| comment.contains("cmdrun")) {
            rule.broken(
                &page.path,
                1,
                format_args!("`<!--{comment}-->` was not run: put it on a line of its own"),
            );
        }
        // Captured text is text: only the rest of the page is looked at.
        let captured: String = html.runs.iter().map(|run| run.output.as_str()).collect();
        for left in ["cmdrun error", "{{#include", "{{#rustdoc_include"] {
            if html.text.matches(left).count() > captured.matches(left).count() {
                rule.broken(
                    &page.path,
                    1,
                    format_args!(
                        "`{left}` stands on the page: correct the line that it comes from"
                    ),
                );
            }
        }
    }
    rule.holds();
}

/// The block that a directive became.
fn shown(directive: &bookbinder::directive::Directive) -> Option<&'static Run> {
    let page = Path::new(&directive.page);
    let same_page =
        demos::directives().into_iter().filter(|other| Path::new(&other.page) == page);
    let place = same_page.into_iter().position(|other| other.line == directive.line)?;
    book().page(page).runs.get(place)
}

fn texts(run: &demos::Run, shown: &Run, now: &[u8]) -> (String, String) {
    let stability = run.directive.expectation.stability;
    let kept = |text: &str| kept(stability, text.as_bytes());
    (kept(&shown.output), kept(&visible(now)))
}

/// A PNG lies in the page byte for byte. An SVG has become part of it: that it is there has to do.
fn pictures(run: &demos::Run, shown: &Run, now: &[u8]) -> (String, String) {
    let shown = shown.picture.clone().unwrap_or_default();
    let (now, _words) = picture::and_words(now);
    let figure = picture::figure(now, "").unwrap_or_else(|printed| printed);
    let now = Html::read(&format!("<div class=\"run\">{figure}</div>")).runs.remove(0).picture;
    let now = now.unwrap_or(figure);
    if run.directive.expectation.stability.numbers_vary() {
        let kind = |picture: String| picture.split(',').next().unwrap_or_default().to_owned();
        return (kind(shown), kind(now));
    }
    (shown, now)
}

/// Binding starts bookbinder's own program around each command. It is built as `cargo run` builds it: asked for alone, it
/// would be built from crates with other features, all of them anew.
fn build_bookbinder() -> Result<(), String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet"]).current_dir(tree::root());
    match cargo.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("cargo build: {status}")),
        Err(error) => Err(format!("cargo does not start: {error}")),
    }
}

fn read_pages(root: &Path, folder: &Path, pages: &mut BTreeMap<PathBuf, Html>) {
    for entry in folder.read_dir().expect("the bound book can be read") {
        let path = entry.expect("the bound book can be read").path();
        if path.is_dir() {
            read_pages(root, &path, pages);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            let text = std::fs::read_to_string(&path).expect("a page is UTF-8");
            let inside = path.strip_prefix(root).expect("a page lies in the book");
            pages.insert(inside.to_owned(), Html::read(&text));
        }
    }
}

/// Path and fragment of a link into the book; none for one that leaves it.
fn split(target: &str) -> Option<(String, Option<String>)> {
    let is_outside = |scheme: &str| target.starts_with(scheme);
    if ["http://", "https://", "mailto:", "data:", "javascript:", "//"]
        .iter()
        .any(|scheme| is_outside(scheme))
    {
        return None;
    }
    let (path, fragment) = match target.split_once('#') {
        Some((path, fragment)) => (path, Some(decoded(fragment))),
        None => (target, None),
    };
    let path = path.split('?').next().unwrap_or(path);
    Some((decoded(path), fragment))
}

/// Undoes `%20` and the like.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = hex
            .filter(|_| *first == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `a/../b` as `b`; a way that leads out of the book keeps its steps upward.
fn normal(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if plain.file_name().is_some() => _ = plain.pop(),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

#[test]
fn a_link_is_read_as_browsers_read_it() {
    assert_eq!(
        split("process.html#caf%C3%A9"),
        Some(("process.html".into(), Some("café".into())))
    );
    assert_eq!(split("https://doc.rust-lang.org"), None);
    assert_eq!(normal(Path::new("a/../b/./c.html")), Path::new("b/c.html"));
    assert_eq!(normal(Path::new("a/../../../c.rs")), Path::new("../../c.rs"));
}
