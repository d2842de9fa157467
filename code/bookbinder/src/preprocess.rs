//! The preprocessor that `book.toml` names: mdBook hands it a book, and gets one with outputs back.
//!
//! It runs before mdBook's `links`, so that what it reads is what stands in the pages' files: an
//! included source that contains a directive is not there yet, and every line has its number.

use std::cell::Cell;
use std::ffi::OsStr;
use std::io;
use std::rc::Rc;
use std::sync::LazyLock;

use mdbook_preprocessor::book::Book;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext, parse_input};
use regex::Regex;

use crate::beside;
use crate::block::{self, Shown};
use crate::cache;
use crate::demo::Demo;
use crate::directive::Directive;
use crate::error::{Doing, Error};
use crate::include;
use crate::interrupt;
use crate::listing::Framer;
use crate::machine::Machine;
use crate::page::Page;
use crate::piece;
use crate::program::Programs;
use crate::progress::Progress;
use crate::reading;
use crate::recording::{Recording, UNAVAILABLE};
use crate::shelf;
use crate::source::Sources;
use crate::wrapper;

/// The name of the preprocessor in `book.toml`.
pub const NAME: &str = "bookbinder";

/// Puts outputs onto pages. One belongs to one bind.
#[derive(Debug)]
pub struct Binder {
    programs: Programs,
    machine: Machine,
    progress: Progress,
    ran: Rc<Cell<usize>>,
}

impl Binder {
    /// A binder for programs that are built.
    #[must_use]
    pub fn new(programs: Programs, machine: Machine, progress: Progress) -> Self {
        Self { programs, machine, progress, ran: Rc::default() }
    }

    /// Counts the commands that are run, and not found in the cache.
    #[must_use]
    pub fn counter(&self) -> Rc<Cell<usize>> {
        Rc::clone(&self.ran)
    }

    fn bind(&self, ctx: &PreprocessorContext, mut book: Book) -> Result<Book, Error> {
        check_order(ctx)?;
        let root = ctx.root.canonicalize().doing("find the book")?;
        let pages = book.chapters().filter(|chapter| chapter.source_path.is_some());
        let pages =
            pages.map(|chapter| Page::new(chapter, ctx)).collect::<Result<Vec<_>, _>>()?;
        include::check(&root, &pages)?;
        let sources = Sources::of(ctx, &root)?;
        let framer = Framer { root: &root, src: &ctx.config.book.src, sources: &sources };
        let mut texts = self.fill(&framer, pages)?.into_iter();
        book.for_each_chapter_mut(|chapter| {
            if chapter.source_path.is_some() {
                chapter.content = texts.next().expect("as many texts as pages");
            }
        });
        Ok(book)
    }

    /// The pages with their outputs. No program is run before all are found.
    fn fill(&self, framer: &Framer<'_>, pages: Vec<Page>) -> Result<Vec<String>, Error> {
        let root = framer.root;
        let demo = |directive: &Directive| Demo::new(directive, &self.programs, root);
        let demos = pages
            .iter()
            .flat_map(|page| &page.directives)
            .map(demo)
            .collect::<Result<Vec<_>, _>>()?;
        let (all, mut demos) = (demos.len(), demos.into_iter().enumerate());
        let mut texts = Vec::new();
        for page in pages {
            let words = reading::words(&page.text);
            let mut text = Text::new(page.text);
            for (directive, (at, demo)) in page.directives.iter().zip(&mut demos) {
                self.progress.at(at + 1, all, directive);
                let shown = self.shown(directive, &demo, (at + 1, all))?;
                text.replace(directive, &block::html(directive, &shown, &self.machine)?);
            }
            let text = framer.framed(&page.name, &beside::paired(&text.finish()));
            let folder = root.join(&page.name);
            let folder = folder.parent().unwrap_or(root);
            texts.push(reading::timed(&piece::included(&text, folder), words));
        }
        Ok(texts)
    }

    fn shown(
        &self,
        directive: &Directive,
        demo: &Demo,
        (number, all): (usize, usize),
    ) -> Result<Shown, Error> {
        let key = cache::key(directive, demo, &self.programs, &self.machine);
        if let Some(kept) = cache::get(&demo.root, &key) {
            wrapper::check_ending(directive, &kept)?;
            return Ok(Shown::Captured(kept.output));
        }
        self.progress.run(number, all, directive);
        self.ran.set(self.ran.get() + 1);
        let capture = wrapper::run_to_its_end(directive, demo)?;
        if directive.expectation.recorded.is_some() && capture.ending == UNAVAILABLE {
            // It is not kept: as soon as what it lacks is there, it is run.
            return Recording::of(directive, &demo.root, &capture).map(Shown::Recorded);
        }
        wrapper::check_ending(directive, &capture)?;
        cache::put(&demo.root, &key, &capture)?;
        Ok(Shown::Captured(capture.output))
    }
}

impl Preprocessor for Binder {
    fn name(&self) -> &str {
        NAME
    }

    fn run(
        &self,
        ctx: &PreprocessorContext,
        book: Book,
    ) -> mdbook_preprocessor::errors::Result<Book> {
        let bound = self.bind(ctx, book);
        self.progress.end();
        Ok(bound?)
    }
}

/// Serves an mdBook that runs as a program of its own: reads its book from standard input, and writes
/// the book with outputs to standard output.
///
/// # Errors
/// The book cannot be read or bound.
pub fn serve(progress: Progress) -> Result<(), Error> {
    let input = parse_input(io::stdin());
    let (ctx, book) = input.map_err(|error| Error::Book(format!("{error:#}")))?;
    if ctx.renderer == TEST {
        return write(&untested(book));
    }
    interrupt::watch().doing("watch for signals")?;
    let _lock = shelf::lock(&ctx.root, &progress)?;
    let programs = Programs::build_if_changed(&ctx.root)?;
    let bound = Binder::new(programs, Machine::here()?, progress).bind(&ctx, book)?;
    write(&bound)
}

/// What mdBook calls the rendering of `mdbook test`.
const TEST: &str = "test";

/// Whether there is something to do for a renderer.
#[must_use]
pub fn supports(renderer: &OsStr) -> bool {
    renderer == "html" || renderer == TEST
}

fn write(book: &Book) -> Result<(), Error> {
    serde_json::to_writer(io::stdout(), book).doing("write the book")
}

/// The book for `mdbook test`, which would compile each listing without the crates that it is from: rustdoc is told to
/// ignore them all. What the listings are cut from is tested by `cargo test`.
fn untested(mut book: Book) -> Book {
    static RUST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^([ \t]*(?:`{3,}|~{3,})[ \t]*rust)\b")
            .expect("the pattern is well formed")
    });
    book.for_each_chapter_mut(|chapter| {
        chapter.content = RUST.replace_all(&chapter.content, "${1},ignore").into_owned();
    });
    book
}

fn check_order(ctx: &PreprocessorContext) -> Result<(), Error> {
    let before: Option<Vec<String>> =
        ctx.config.get("preprocessor.bookbinder.before").doing("read book.toml")?;
    if before.is_some_and(|names| names.iter().any(|name| name == "links")) {
        return Ok(());
    }
    Err(Error::Book(
        "book.toml: [preprocessor.bookbinder] needs before = [\"links\"]".to_owned(),
    ))
}

/// A page's text, in which directives are replaced from the top to the bottom.
struct Text {
    source: String,
    copied: usize,
    result: String,
}

impl Text {
    fn new(source: String) -> Self {
        Self { source, copied: 0, result: String::new() }
    }

    fn replace(&mut self, directive: &Directive, block: &str) {
        self.result += &self.source[self.copied..directive.span.start];
        self.result += block;
        self.copied = directive.span.end;
    }

    fn finish(mut self) -> String {
        self.result += &self.source[self.copied..];
        self.result
    }
}
