//! The preprocessor that `book.toml` names: mdBook hands it a book, and gets one with outputs back.
//!
//! It runs before mdBook's `links`, so that what it reads is what stands in the pages' files: an
//! included source that contains a directive is not there yet, and every line has its number.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

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
use crate::lanes;
use crate::listing::Framer;
use crate::machine::Machine;
use crate::page::Page;
use crate::piece;
use crate::program::Programs;
use crate::progress::Progress;
use crate::reading;
use crate::recording::{self, Recording};
use crate::run::Capture;
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
    ran: Arc<AtomicUsize>,
}

impl Binder {
    /// A binder for programs that are built.
    #[must_use]
    pub fn new(programs: Programs, machine: Machine, progress: Progress) -> Self {
        Self { programs, machine, progress, ran: Arc::default() }
    }

    /// Counts the commands that are run, and not found in the cache.
    #[must_use]
    pub fn counter(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.ran)
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

    /// The pages with their outputs.
    fn fill(&self, framer: &Framer<'_>, pages: Vec<Page>) -> Result<Vec<String>, Error> {
        let mut captures = self.captures(framer.root, &pages)?.into_iter();
        let mut texts = Vec::new();
        for page in pages {
            let words = reading::words(&page.text);
            let mut text = Text::new(page.text);
            for (directive, capture) in page.directives.iter().zip(&mut captures) {
                let shown = shown(directive, framer.root, capture)?;
                text.replace(directive, &block::html(directive, &shown, &self.machine)?);
            }
            let text = framer.framed(&page.name, &beside::paired(&text.finish()));
            let folder = framer.root.join(&page.name);
            let folder = folder.parent().unwrap_or(framer.root);
            texts.push(reading::timed(&piece::included(&text, folder), words));
        }
        Ok(texts)
    }

    /// What the command of each directive printed, in their order. No program is run before all are found.
    fn captures(&self, root: &Path, pages: &[Page]) -> Result<Vec<Capture>, Error> {
        let directives = pages.iter().flat_map(|page| &page.directives);
        let asked: Vec<Asked<'_>> = directives
            .map(|directive| self.asked(root, directive))
            .collect::<Result<_, _>>()?;
        let mut known: HashMap<&str, Capture> = HashMap::new();
        let mut unknown: Vec<&Asked<'_>> = Vec::new();
        for asked in &asked {
            if let Some(kept) = cache::get(root, &asked.key) {
                known.insert(&asked.key, kept);
            } else if unknown.iter().all(|other| other.key != asked.key) {
                unknown.push(asked);
            }
        }
        self.ran.store(unknown.len(), Ordering::Relaxed);
        known.extend(run(unknown, &self.progress)?);
        Ok(asked.iter().map(|asked| known[&*asked.key].clone()).collect())
    }

    fn asked<'d>(&self, root: &Path, directive: &'d Directive) -> Result<Asked<'d>, Error> {
        let demo = Demo::new(directive, &self.programs, root)?;
        let key = cache::key(directive, &demo, &self.programs, &self.machine);
        Ok(Asked { directive, demo, key })
    }
}

/// A command that a page asks for, and the key under which what it prints is kept.
struct Asked<'d> {
    directive: &'d Directive,
    demo: Demo,
    key: String,
}

fn run<'a>(
    commands: Vec<&'a Asked<'_>>,
    progress: &Progress,
) -> Result<Vec<(&'a str, Capture)>, Error> {
    let (begun, all) = (AtomicUsize::new(0), commands.len());
    lanes::each(
        commands,
        |asked| asked.directive.wants_the_machine(),
        |asked| {
            let number = begun.fetch_add(1, Ordering::Relaxed) + 1;
            progress.run(number, all, asked.directive);
            let capture = captured(asked.directive, &asked.demo, &asked.key)?;
            Ok((&*asked.key, capture))
        },
    )
}

/// Runs a command, and keeps what it printed if it ended as its directive says. What lacks something is not kept: as soon as
/// that is there, it is run.
fn captured(directive: &Directive, demo: &Demo, key: &str) -> Result<Capture, Error> {
    let capture = wrapper::run_to_its_end(directive, demo)?;
    if !recording::lacks_something(directive, &capture) {
        wrapper::check_ending(directive, &capture)?;
        cache::put(&demo.root, key, &capture)?;
    }
    Ok(capture)
}

fn shown(directive: &Directive, root: &Path, capture: Capture) -> Result<Shown, Error> {
    if recording::lacks_something(directive, &capture) {
        return Recording::of(directive, root, &capture).map(Shown::Recorded);
    }
    wrapper::check_ending(directive, &capture)?;
    Ok(Shown::Captured(capture.output))
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
