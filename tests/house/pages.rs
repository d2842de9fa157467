//! Pages, crates and the README's table name the same things.

use crate::crates::{self, Crate, WITHOUT_PAGE};
use crate::rule::{Exception, Rule};
use crate::tree::{self, File};
use std::path::{Path, PathBuf};

/// Pages that stand on no crate.
const WITHOUT_CRATE: &[Exception] = &[
    ("introduction", "it says what the book is for"),
    ("start", "it says how to run and read the book"),
    ("memory_orderings", "it teaches what several crates stand on"),
    ("architecture", "it says how all the crates stand together"),
    ("from_python", "it tells where each name of Python's went"),
    ("two_ports", "it sets whole programs beside their Python"),
    ("how_it_is_tested", "it says what the tests of all the crates can show"),
    ("guidelines", "it gathers what the chapters teach"),
    ("glossary", "it says again what the chapters teach"),
];

/// Chapters that are no counterpart of a Python program.
const WITHOUT_PYTHON: &[Exception] = &[
    ("debugging", "it looks at processes from outside, whatever language they are written in"),
    ("shared_memory", "Python's multiprocessing keeps this part to itself"),
    ("together", "Python's tutorial ends with its fifth program"),
    (
        "when_to_use",
        "it measures Rust's threads beside processes, which no Python program can",
    ),
];

/// A page as SUMMARY lists it.
pub struct Page {
    /// Relative to the root: `book/process.md`.
    pub path: PathBuf,
    /// The line of SUMMARY.md.
    pub line: usize,
}

/// A row of the README's learning path.
struct Row {
    line: usize,
    page: String,
    krate: String,
    command: String,
}

/// What stands before the crate's name in the name of its second page, which opens the box.
const INSIDE: &str = "inside_";

impl Page {
    pub fn stem(&self) -> String {
        self.path.file_stem().expect("a page has a name").to_string_lossy().into()
    }

    /// The crate that the page is about: `process` for `process.md` and for `inside_process.md`.
    fn krate(&self) -> String {
        let stem = self.stem();
        stem.strip_prefix(INSIDE).unwrap_or(&stem).to_owned()
    }

    fn is_inside(&self) -> bool {
        self.stem().starts_with(INSIDE)
    }
}

/// The pages that SUMMARY lists, in its order.
pub fn in_summary() -> Vec<Page> {
    let summary = tree::read("book/SUMMARY.md");
    let links = summary.lines().filter_map(|(line, text)| Some((line, link(text)?)));
    links.map(|(line, target)| Page { path: Path::new("book").join(target), line }).collect()
}

/// Every Markdown file of the book but SUMMARY.
pub fn files() -> Vec<File> {
    let mut files = tree::files_below("book");
    files.retain(|file| file.has_extension("md") && !file.path.ends_with("SUMMARY.md"));
    files
}

#[test]
fn every_page_stands_in_summary_once_and_is_there() {
    let mut rule = Rule::new("SUMMARY.md lists exactly the pages in book/");
    let summary = Path::new("book/SUMMARY.md");
    let listed = in_summary();
    for (index, page) in listed.iter().enumerate() {
        rule.looks_at_one();
        if !tree::root().join(&page.path).is_file() {
            rule.broken(
                summary,
                page.line,
                format_args!("{} does not exist", page.path.display()),
            );
        }
        if listed[..index].iter().any(|earlier| earlier.path == page.path) {
            rule.broken(summary, page.line, "it is listed twice: remove one");
        }
    }
    for file in files().iter().filter(|file| !listed.iter().any(|page| page.path == file.path))
    {
        rule.broken(
            &file.path,
            1,
            "no line of SUMMARY.md leads to this page: add one, or remove the page",
        );
    }
    rule.holds();
}

#[test]
fn every_page_stands_on_a_crate_of_its_name() {
    let mut rule = Rule::with_exceptions(
        "page and crate share one stem, behind `inside_` where the page opens the box",
        WITHOUT_CRATE,
    );
    for page in in_summary() {
        rule.looks_at_one();
        let manifest = Path::new("code").join(page.krate()).join("Cargo.toml");
        if !tree::root().join(&manifest).exists() {
            let remedy =
                format!("{} is missing: name page and crate alike", manifest.display());
            rule.broken_unless_excepted(&page.stem(), &page.path, 1, remedy);
        }
    }
    rule.holds();
}

#[test]
fn every_crate_has_a_page_of_its_name() {
    let mut rule = Rule::with_exceptions("crate and page share one stem", WITHOUT_PAGE);
    let listed: Vec<String> = in_summary().iter().map(Page::stem).collect();
    for member in crates::all() {
        rule.looks_at_one();
        if !listed.contains(&member.name) {
            let remedy = format_args!("write book/{0}.md and list it in SUMMARY.md, or say in WITHOUT_PAGE why it has none yet", member.name)
                .to_string();
            rule.broken_unless_excepted(&member.name, &member.manifest.path, 1, remedy);
        }
    }
    rule.holds();
}

#[test]
fn the_learning_path_of_the_readme_lists_every_chapter_in_order() {
    let mut rule = Rule::new(
        "the README's learning path has one row for each chapter of SUMMARY.md, in its order",
    );
    let readme = tree::read("README.md");
    let rows = learning_path(&readme);
    let pages = in_summary().into_iter().filter(|page| !page.is_inside());
    let chapters: Vec<String> =
        pages.map(|page| page.stem()).filter(|stem| !is_without_crate(stem)).collect();
    let found: Vec<&str> = rows.iter().map(|row| row.page.as_str()).collect();
    if found != chapters {
        rule.broken(
            &readme.path,
            rows.first().map_or(1, |row| row.line),
            format_args!("it lists {found:?}, SUMMARY.md {chapters:?}"),
        );
    }
    for row in &rows {
        rule.looks_at_one();
        if row.krate != row.page || !runs(&row.page, &row.command) {
            let remedy = format!(
                "write [...](book/{0}.md), [`code/{0}`](code/{0}) and `cargo run -p {0}`",
                row.page
            );
            rule.broken(&readme.path, row.line, remedy);
        }
    }
    rule.holds();
}

#[test]
fn every_chapter_has_the_program_that_its_python_counterpart_is() {
    let mut rule = Rule::with_exceptions(
        "a chapter has a Python program beside its src/main.rs",
        WITHOUT_PYTHON,
    );
    for chapter in crates::chapters() {
        rule.looks_at_one();
        let python =
            tree::files_below(&chapter.folder).iter().any(|file| file.has_extension("py"));
        if !chapter.has_main() || !python {
            let remedy = "write both: the page compares them";
            rule.broken_unless_excepted(&chapter.name, &chapter.manifest.path, 1, remedy);
        }
    }
    rule.holds();
}

/// Whether the command runs this crate: its main, or, where it has none, an example.
fn runs(name: &str, command: &str) -> bool {
    let krate = Crate::read(Path::new("code").join(name));
    let (main, has_main) = (krate.command(), krate.has_main());
    if !krate.is_member() {
        return command.starts_with(&main) && command.ends_with(name);
    }
    command == main || !has_main && command.starts_with(&format!("{main} --example "))
}

pub fn is_without_crate(stem: &str) -> bool {
    WITHOUT_CRATE.iter().any(|(name, _)| *name == stem)
}

/// The target of a line's first Markdown link to a page.
fn link(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("](")?;
    let (target, _) = rest.split_once(')')?;
    target.ends_with(".md").then_some(target.trim_start_matches("./"))
}

/// The rows of the README's table that link to a page: question, page, crate, command.
fn learning_path(readme: &File) -> Vec<Row> {
    readme.lines().filter_map(|(line, text)| row(line, text)).collect()
}

fn row(line: usize, text: &str) -> Option<Row> {
    let cells: Vec<&str> = text.trim().trim_matches('|').split('|').map(str::trim).collect();
    let [_question, page, krate, command] = cells[..] else {
        return None;
    };
    let page = link(page)?.strip_prefix("book/")?.strip_suffix(".md")?;
    let (_, krate) = krate.split_once("](code/")?;
    let krate = krate.trim_end_matches([')', '/']);
    Some(Row {
        line,
        page: page.into(),
        krate: krate.into(),
        command: command.trim_matches('`').into(),
    })
}
