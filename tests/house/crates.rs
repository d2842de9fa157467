//! The crates below `code/`, and what their manifests say.

use crate::tree::{self, File};
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// Crates that are no chapter, or whose page is still to come, in the order in which one may stand on another: their
/// anchors may be unused, and no page, no line of SUMMARY and no row of the README is asked for. The list must shrink: a
/// crate on it that has a page is a failure.
pub const WITHOUT_PAGE: &[(&str, &str)] = &[
    ("test_harness", "it runs the tests of the others and teaches nothing"),
    (
        "timeline",
        "it draws what the chapters' programs do, and its pictures stand on their pages",
    ),
    ("exercises", "its pages are the sections *Your turn* of the chapters"),
    ("peers", "it measures the chapters beside other people's crates"),
    ("bookbinder", "it binds the book and teaches nothing"),
];

/// One crate of the workspace.
pub struct Crate {
    pub name: String,
    /// Relative to the root: `code/process`.
    pub folder: PathBuf,
    pub manifest: File,
    pub table: Table,
}

/// One line of a `[dependencies]` table, of whatever kind.
pub struct Dependency {
    pub name: String,
    pub path: Option<String>,
    pub version: Option<String>,
    /// It stands under `[dev-dependencies]`.
    pub is_for_tests: bool,
}

impl Crate {
    pub fn read(folder: PathBuf) -> Self {
        let manifest = tree::read(folder.join("Cargo.toml"));
        let table = manifest
            .text
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", manifest.name()));
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into();
        Self { name, folder, manifest, table }
    }

    /// Whether it belongs to the workspace: one that wants more than cargo has a workspace of its own.
    pub fn is_member(&self) -> bool {
        !self.table.contains_key("workspace")
    }

    pub fn has_page(&self) -> bool {
        !WITHOUT_PAGE.iter().any(|(name, _)| *name == self.name)
    }

    /// A field of `[package]`, if it is a plain string.
    pub fn package(&self, field: &str) -> Option<&str> {
        self.table.get("package")?.get(field)?.as_str()
    }

    /// All dependencies: plain, for tests, for build scripts and for single targets.
    pub fn dependencies(&self) -> Vec<Dependency> {
        let mut found = dependencies_in(&self.table);
        for target in self
            .table
            .get("target")
            .and_then(Value::as_table)
            .into_iter()
            .flat_map(Table::values)
        {
            found.extend(target.as_table().into_iter().flat_map(dependencies_in));
        }
        found
    }

    /// The line of the manifest that holds a text, or the first.
    pub fn line_of(&self, text: &str) -> usize {
        self.manifest
            .lines()
            .find(|(_, line)| line.contains(text))
            .map_or(1, |(number, _)| number)
    }

    /// The names of the programs in `examples/`.
    pub fn examples(&self) -> Vec<String> {
        let files = tree::files_below(self.folder.join("examples"));
        let names = files
            .iter()
            .filter_map(|file| example_name(&file.path, &self.folder.join("examples")));
        names.collect()
    }

    /// How its programs are started: what comes before the name of an example, or nothing more.
    pub fn command(&self) -> String {
        match self.is_member() {
            true => format!("cargo run -p {}", self.name),
            false => format!("code/{}/with_mpi", self.name),
        }
    }

    pub fn has_main(&self) -> bool {
        tree::root().join(&self.folder).join("src/main.rs").exists()
    }
}

/// Every crate below `code/`, sorted by name.
pub fn all() -> Vec<Crate> {
    let entries = tree::root().join("code").read_dir().expect("code/ is there");
    let mut folders: Vec<_> = entries
        .map(|entry| PathBuf::from("code").join(entry.expect("code/ can be read").file_name()))
        .filter(|folder| tree::root().join(folder).join("Cargo.toml").exists())
        .collect();
    folders.sort();
    folders.into_iter().map(Crate::read).collect()
}

/// The crates that a page teaches.
pub fn chapters() -> Vec<Crate> {
    all().into_iter().filter(Crate::has_page).collect()
}

fn dependencies_in(table: &Table) -> Vec<Dependency> {
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let lines = kinds.iter().flat_map(|kind| {
        let lines = table.get(*kind).and_then(Value::as_table).into_iter().flatten();
        lines.map(move |(name, value)| dependency(kind, name, value))
    });
    lines.collect()
}

fn dependency(kind: &str, name: &str, value: &Value) -> Dependency {
    let field = |field: &str| value.get(field).and_then(Value::as_str).map(str::to_owned);
    Dependency {
        name: name.to_owned(),
        path: field("path"),
        version: field("version"),
        is_for_tests: kind == "dev-dependencies",
    }
}

fn example_name(file: &Path, examples: &Path) -> Option<String> {
    let inside = file.strip_prefix(examples).ok()?;
    let mut parts = inside.iter();
    let (first, rest) = (Path::new(parts.next()?), parts.as_path());
    let is_program = match rest.to_str() {
        Some("") => first.extension().is_some_and(|extension| extension == "rs"),
        rest => rest == Some("main.rs"),
    };
    is_program.then(|| first.with_extension("").display().to_string())
}
