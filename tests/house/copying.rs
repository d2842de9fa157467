//! A chapter's folder, with the folders it stands on, builds and runs anywhere.

use crate::bound;
use crate::crates::{self, Crate};
use crate::demos::RUNS;
use crate::promise::{difference, kept};
use crate::quiet;
use crate::rule::Rule;
use crate::tree;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Where copies wait that the chapter at hand does not stand on.
const ASIDE: &str = "aside";

#[test]
fn a_chapter_copied_out_builds_and_prints_what_its_page_shows() {
    let mut rule =
        Rule::new("a chapter's folder and those it stands on build and run anywhere");
    bound::book();
    let chapters = crates::chapters().into_iter().filter(Crate::is_member);
    let printed: Vec<_> = {
        let _quiet = quiet::compiling();
        let mut desk = Desk::new();
        let printed = chapters.map(|chapter| (desk.prints(&chapter), chapter)).collect();
        desk.clear();
        printed
    };
    for (printed, chapter) in printed {
        rule.looks_at_one();
        if let Err(fault) = printed.and_then(|printed| is_on_the_page(&chapter, printed)) {
            rule.broken(&chapter.manifest.path, 1, fault);
        }
    }
    rule.holds();
}

#[test]
fn a_chapters_strip_says_what_to_run_and_what_to_copy() {
    let mut rule = Rule::new(
        "the strip under a chapter's title names its command and every folder to copy",
    );
    for chapter in crates::chapters() {
        rule.looks_at_one();
        let page = tree::read(Path::new("book").join(&chapter.name).with_extension("md"));
        let strip = strip(&page.text).unwrap_or_default();
        let folders =
            stands_on(&chapter.name).into_iter().map(|folder| format!("`code/{folder}`"));
        for wanted in folders.chain([format!("`{}", chapter.command())]) {
            if !strip.contains(&wanted) {
                rule.broken(
                    &page.path,
                    1,
                    format_args!("add {wanted} to its <div class=\"strip\">"),
                );
            }
        }
    }
    rule.holds();
}

fn strip(page: &str) -> Option<&str> {
    let (_, strip) = page.split_once("<div class=\"strip\">")?;
    strip.split("</div>").next()
}

/// A folder outside of the workspace, which is removed in the end.
///
/// Only what a chapter stands on lies beside it when it is built; the rest is put aside, and not copied again when a later
/// chapter wants it: so cargo finds what it has built already.
pub struct Desk {
    outside: TempDir,
    copied: BTreeSet<String>,
}

impl Desk {
    pub fn new() -> Self {
        let outside =
            TempDir::with_prefix("copied-out-").expect("there is room for a temporary folder");
        fs::create_dir(outside.path().join(ASIDE)).expect("a new folder takes another");
        Self { outside, copied: BTreeSet::new() }
    }

    /// Checks everything of the chapter, its tests included, and runs its main if it has one: what that prints. What
    /// passes the check builds: the workspace has made code of the same files.
    fn prints(&mut self, chapter: &Crate) -> Result<Option<Vec<u8>>, String> {
        self.lay_out(&stands_on(&chapter.name)).map_err(|error| error.to_string())?;
        self.cargo(&chapter.name, &["check", "--all-targets", "--quiet"])?;
        let run = || self.cargo(&chapter.name, &["run", "--quiet"]);
        chapter.has_main().then(run).transpose().map(|run| run.map(|run| run.stdout))
    }

    /// Builds a project of one file, with a manifest of these dependencies, beside the folders of a chapter.
    pub fn builds(
        &mut self,
        chapter: &Crate,
        name: &str,
        dependencies: &str,
        file: &str,
    ) -> Result<(), String> {
        self.lay_out(&stands_on(&chapter.name)).map_err(|error| error.to_string())?;
        let package = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n"
        );
        let project = self.outside.path();
        fs::create_dir_all(project.join("src"))
            .and_then(|()| fs::write(project.join("Cargo.toml"), package + dependencies))
            .and_then(|()| fs::write(project.join("src/main.rs"), file))
            .map_err(|error| error.to_string())?;
        self.cargo("", &["check", "--quiet"])?;
        // As with the copies of chapters: another run would build it again, in another folder.
        self.cargo("", &["clean", "--quiet", "--package", name]).map(drop)
    }

    /// Lays out these crates and no others.
    fn lay_out(&mut self, wanted: &BTreeSet<String>) -> io::Result<()> {
        for name in self.copied.difference(wanted).filter(|name| self.place(name).exists()) {
            fs::rename(self.place(name), self.aside(name))?;
        }
        for name in wanted {
            if self.copied.insert(name.clone()) {
                copy_folder(&tree::root().join("code").join(name), &self.place(name))?;
            } else if !self.place(name).exists() {
                fs::rename(self.aside(name), self.place(name))?;
            }
        }
        Ok(())
    }

    fn place(&self, name: &str) -> PathBuf {
        self.outside.path().join(name)
    }

    fn aside(&self, name: &str) -> PathBuf {
        self.outside.path().join(ASIDE).join(name)
    }

    /// Of what was built below target/ only what comes from the registry is kept: the copies would pile up, each from
    /// another temporary folder.
    pub fn clear(mut self) {
        let copied = self.copied.clone();
        self.lay_out(&copied).expect("what was put aside comes back");
        for name in copied {
            // A copy that does not even resolve has been reported, and left nothing.
            let _ = self.cargo(&name, &["clean", "--quiet", "--package", &name]);
        }
    }

    /// Runs cargo in a copy, first with what earlier builds have fetched, then with the registry.
    fn cargo(&self, name: &str, arguments: &[&str]) -> Result<Output, String> {
        let offline = self.cargo_once(name, &[arguments, &["--offline"]].concat())?;
        let output =
            if offline.status.success() { offline } else { self.cargo_once(name, arguments)? };
        if output.status.success() {
            return Ok(output);
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        Err(format!("`cargo {}` fails in its copy:\n{stderr}", arguments.join(" ")))
    }

    fn cargo_once(&self, name: &str, arguments: &[&str]) -> Result<Output, String> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(arguments).arg("--target-dir").arg(tree::root().join("target/copied"));
        // As in the workspace: the copy is not debugged.
        cargo.args(["--config", "profile.dev.debug=0", "--config", "build.incremental=false"]);
        cargo
            .current_dir(self.place(name))
            .output()
            .map_err(|error| format!("cargo does not start: {error}"))
    }
}

/// Compares what a copy's main has printed, if it has one, with the page.
fn is_on_the_page(chapter: &Crate, printed: Option<Vec<u8>>) -> Result<(), String> {
    let Some(outside) = printed else { return Ok(()) };
    let command = format!("cargo run -p {}", chapter.name);
    let shown = RUNS.iter().find(|run| run.directive.command == command);
    let shown = shown.ok_or(format!("no page runs `{command}`"))?;
    let inside = shown.bound.as_ref().map_err(String::clone)?;
    let stability = shown.directive.expectation.stability;
    let [outside, inside] = [&outside, &inside.output].map(|output| kept(stability, output));
    if outside == inside {
        return Ok(());
    }
    Err(format!("its copy prints something else: {}", difference(&outside, &inside)))
}

/// The chapter and all folders that it needs beside it, those of its tests included.
fn stands_on(chapter: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut todo = vec![chapter.to_owned()];
    while let Some(name) = todo.pop() {
        if found.insert(name.clone()) {
            let dependencies = Crate::read(Path::new("code").join(&name)).dependencies();
            todo.extend(
                dependencies
                    .into_iter()
                    .filter(|found| found.path.is_some())
                    .map(|found| found.name),
            );
        }
    }
    found
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
