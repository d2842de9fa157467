//! A chapter's folder, with the folders it stands on, builds and runs anywhere.

use crate::crates::{self, Crate};
use crate::demos::RUNS;
use crate::promise::{difference, kept};
use crate::quiet;
use crate::rule::Rule;
use crate::tree;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;
use tempfile::TempDir;

#[test]
fn a_chapter_copied_out_builds_and_prints_what_its_page_shows() {
    let mut rule =
        Rule::new("a chapter's folder and those it stands on build and run anywhere");
    LazyLock::force(&RUNS);
    let _quiet = quiet::machine();
    for chapter in crates::chapters() {
        rule.looks_at_one();
        if let Err(fault) = Copy::of(&chapter).and_then(|copy| copy.proves_itself(&chapter)) {
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
        for wanted in folders.chain([format!("`cargo run -p {}", chapter.name)]) {
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

/// A chapter outside of the workspace, in a folder that is removed in the end.
struct Copy {
    outside: TempDir,
    name: String,
    folders: BTreeSet<String>,
}

impl Copy {
    fn of(chapter: &Crate) -> Result<Self, String> {
        let outside =
            TempDir::with_prefix("copied-out-").map_err(|error| error.to_string())?;
        let folders = stands_on(&chapter.name);
        for folder in &folders {
            let from = tree::root().join("code").join(folder);
            copy_folder(&from, &outside.path().join(folder))
                .map_err(|error| format!("{folder}: {error}"))?;
        }
        Ok(Self { outside, name: chapter.name.clone(), folders })
    }

    /// Builds everything of the chapter, its tests included, and runs its main if it has one.
    fn proves_itself(&self, chapter: &Crate) -> Result<(), String> {
        self.cargo(&["build", "--all-targets", "--quiet"])?;
        let compared =
            if chapter.has_main() { self.prints_what_the_page_shows() } else { Ok(()) };
        self.forget_what_was_built()?;
        compared
    }

    fn prints_what_the_page_shows(&self) -> Result<(), String> {
        let outside = self.cargo(&["run", "--quiet"])?;
        let command = format!("cargo run -p {}", self.name);
        let shown = RUNS.iter().find(|run| run.directive.command == command);
        let shown = shown.ok_or(format!("no page runs `{command}`"))?;
        let inside = shown.first.as_ref().map_err(String::clone)?;
        let stability = shown.directive.expectation.stability;
        let [outside, inside] =
            [&outside.stdout, &inside.output].map(|output| kept(stability, output));
        if outside == inside {
            return Ok(());
        }
        Err(format!("its copy prints something else: {}", difference(&outside, &inside)))
    }

    /// What the copies share below target/ is what they take from the registry: the rest would pile up.
    fn forget_what_was_built(&self) -> Result<(), String> {
        let packages = self.folders.iter().flat_map(|folder| ["--package", folder]);
        let arguments: Vec<&str> = ["clean", "--quiet"].into_iter().chain(packages).collect();
        self.cargo(&arguments).map(drop)
    }

    /// Runs cargo in the copy, first with what earlier builds have fetched, then with the registry.
    fn cargo(&self, arguments: &[&str]) -> Result<Output, String> {
        let offline = self.cargo_once(&[arguments, &["--offline"]].concat())?;
        let output =
            if offline.status.success() { offline } else { self.cargo_once(arguments)? };
        if output.status.success() {
            return Ok(output);
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        Err(format!("`cargo {}` fails in its copy:\n{stderr}", arguments.join(" ")))
    }

    fn cargo_once(&self, arguments: &[&str]) -> Result<Output, String> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(arguments).arg("--target-dir").arg(tree::root().join("target/copied"));
        // As in the workspace: nobody debugs the copy.
        cargo.args(["--config", "profile.dev.debug=0", "--config", "build.incremental=false"]);
        cargo
            .current_dir(self.outside.path().join(&self.name))
            .output()
            .map_err(|error| format!("cargo does not start: {error}"))
    }
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

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
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
