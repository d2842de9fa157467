//! The files of the house.

use std::fs;
use std::path::{Path, PathBuf};

/// What lies in the root and is not committed; in a git worktree `.git` is a file.
const NOT_OURS: [&str; 2] = [".git", "target"];

/// What a reader types there breaks no rule. What was handed out is held to them: `code/exercises/answers/*/starter.rs`.
const THE_READERS: &str = "code/exercises/tasks";

/// One committed file; the path is relative to the root.
pub struct File {
    pub path: PathBuf,
    pub text: String,
}

impl File {
    pub fn has_extension(&self, extension: &str) -> bool {
        self.path.extension().is_some_and(|found| found == extension)
    }

    pub fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Every line with its number, which starts at 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads a file that the rules cannot do without.
///
/// # Panics
///
/// When it is missing or not UTF-8.
pub fn read(path: impl AsRef<Path>) -> File {
    let path = path.as_ref();
    let text = fs::read_to_string(root().join(path));
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    File { path: path.to_owned(), text }
}

/// Every text file below a folder of the root, sorted by path; pictures and other bytes are left out.
pub fn files_below(folder: impl AsRef<Path>) -> Vec<File> {
    let mut files = Vec::new();
    gather(folder.as_ref(), &mut files);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// Every Rust file of the house.
pub fn rust_files() -> Vec<File> {
    let mut files = files_below("");
    files.retain(|file| file.has_extension("rs"));
    files
}

fn gather(folder: &Path, files: &mut Vec<File>) {
    let Ok(entries) = fs::read_dir(root().join(folder)) else {
        return;
    };
    for entry in entries {
        let entry = entry.expect("a folder of the house can be read");
        let path = folder.join(entry.file_name());
        if NOT_OURS.iter().any(|name| entry.file_name() == *name)
            || path.ends_with(THE_READERS)
        {
            continue;
        }
        let kind = entry.file_type().expect("a file of the house has a type");
        if kind.is_dir() {
            gather(&path, files);
        } else if kind.is_file() {
            files.extend(text_of(path));
        }
    }
}

fn text_of(path: PathBuf) -> Option<File> {
    let bytes = fs::read(root().join(&path)).expect("a file of the house can be read");
    String::from_utf8(bytes).ok().map(|text| File { path, text })
}
