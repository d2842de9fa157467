//! The worked uses: programs that a reader takes home, each with the manifest that its page shows.

use crate::copying::Desk;
use crate::crates::{self, Crate};
use crate::includes;
use crate::quiet;
use crate::rule::Rule;
use crate::tree::{self, File};
use std::path::{Path, PathBuf};

/// What the name of such a program begins with.
const WORKED: &str = "worked_";

/// A worked use, and what its page says of it.
struct Worked {
    file: File,
    name: String,
    page: PathBuf,
    /// The line of the include that shows it whole; none if no line does.
    line: Option<usize>,
    /// The `toml` block that stands in the same section.
    manifest: Option<String>,
}

#[test]
fn a_worked_use_is_shown_whole_beside_its_manifest() {
    let mut rule = Rule::new("a worked use stands whole on the page of its crate");
    for chapter in crates::chapters() {
        rule.looks_at_one();
        for worked in of(&chapter) {
            let name = worked.file.name();
            if worked.line.is_none() {
                let remedy =
                    format!("include it in {}, without an anchor", worked.page.display());
                rule.broken(&worked.file.path, 1, remedy);
            } else if worked.manifest.is_none() {
                let remedy =
                    format!("{name}: put its manifest beside it, into a ```toml block");
                rule.broken(&worked.page, worked.line.unwrap_or(1), remedy);
            }
        }
    }
    rule.holds();
}

#[test]
fn a_worked_use_builds_outside_with_the_manifest_of_its_page() {
    let mut rule =
        Rule::new("a worked use, its manifest and the strip's folders are a project");
    let _quiet = quiet::compiling();
    let mut desk = Desk::new();
    for chapter in crates::chapters() {
        rule.looks_at_one();
        for worked in of(&chapter) {
            let Some(manifest) = &worked.manifest else { continue };
            let built = desk.builds(&chapter, &worked.name, manifest, &worked.file.text);
            if let Err(fault) = built {
                rule.broken(&worked.page, worked.line.unwrap_or(1), fault);
            }
        }
    }
    desk.clear();
    rule.holds();
}

fn of(chapter: &Crate) -> Vec<Worked> {
    let page = tree::read(Path::new("book").join(&chapter.name).with_extension("md"));
    let names = chapter.examples().into_iter().filter(|name| name.starts_with(WORKED));
    names.map(|name| worked(chapter, &page, name)).collect()
}

fn worked(chapter: &Crate, page: &File, name: String) -> Worked {
    let file = tree::read(chapter.folder.join("examples").join(&name).with_extension("rs"));
    let is_whole = |include: &includes::Include| {
        include.page == page.path && include.target == file.path && include.anchor.is_none()
    };
    let line = includes::includes().into_iter().find(is_whole).map(|include| include.line);
    let manifest = line.and_then(|line| manifest(page, line));
    Worked { file, name, page: page.path.clone(), line, manifest }
}

/// The `toml` block nearest to a line, in the section around it.
fn manifest(page: &File, line: usize) -> Option<String> {
    let blocks = includes::blocks(page);
    // In a block of code a line with `#` is no heading.
    let is_code = |at: usize| {
        let lines =
            |block: &includes::Block| block.line..block.line + block.text.lines().count() + 2;
        blocks.iter().any(|block| lines(block).contains(&at))
    };
    let headings = page.lines().filter(|(at, text)| text.starts_with("## ") && !is_code(*at));
    let headings: Vec<usize> = headings.map(|(at, _)| at).collect();
    let section = |at: usize| headings.iter().filter(|heading| **heading <= at).count();
    let manifests = blocks.iter().filter(|block| block.language == "toml");
    let here = manifests.filter(|block| section(block.line) == section(line));
    here.min_by_key(|block| block.line.abs_diff(line)).map(|block| block.text.clone())
}

#[test]
fn the_manifest_is_the_nearest_in_the_section() {
    let text = "## One\n\n```toml\na\n```\n\n## Two\n\n```sh\n## no heading\n```\n\n```toml\nb\n```\n\nhere\n";
    let page = File { path: "book/a.md".into(), text: text.into() };
    assert_eq!(manifest(&page, 17).as_deref(), Some("b\n"));
    assert_eq!(manifest(&page, 1).as_deref(), Some("a\n"));
}
