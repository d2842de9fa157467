//! What the project's files look like: digests of their bytes, and quicker stamps.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Doing, Error};

/// A part of the project's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What cargo builds programs from: all but the pages.
    Sources,
    /// All that the book is made of.
    Everything,
}

/// A digest of bytes, in hexadecimal digits.
#[must_use]
pub fn digest(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes.as_ref()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a file looks like from outside: it changes when the file is written.
#[must_use]
pub fn stamp_file(path: &Path) -> String {
    match fs::metadata(path) {
        Ok(data) => {
            format!("{} {}.{:09} {}", data.len(), data.mtime(), data.mtime_nsec(), data.ino())
        }
        Err(_) => "absent".to_owned(),
    }
}

/// What a part of the project looks like from outside: it changes when a file in it does.
///
/// # Errors
/// A folder cannot be read.
pub fn stamp(root: &Path, part: Part) -> Result<String, Error> {
    let mut stamps = String::new();
    for path in files(root, part)? {
        stamps += &format!("{}\t{}\n", path.display(), stamp_file(&path));
    }
    Ok(digest(stamps))
}

/// Where cargo puts what it builds, and bookbinder the book and what it keeps.
#[must_use]
pub fn target(root: &Path) -> PathBuf {
    let set = std::env::var_os("CARGO_TARGET_DIR").filter(|set| !set.is_empty());
    // Cargo takes it from where it was started, which is the project's root in all that the book says.
    root.join(set.unwrap_or("target".into()))
}

/// Copies a folder with all that is in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for path in sorted_with_hidden(from)? {
        let to = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() { copy_folder(&path, &to)? } else { _ = fs::copy(&path, &to)? }
    }
    Ok(())
}

/// The files of a part of the project, in a fixed order; not what is hidden, nor what was built.
///
/// # Errors
/// A folder cannot be read.
pub fn files(root: &Path, part: Part) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    let built = target(root);
    let skipped = |name: &OsStr| name == "target" || (part == Part::Sources && name == "book");
    for entry in sorted(root).doing(format!("read {}", root.display()))? {
        if entry != built && !entry.file_name().is_some_and(skipped) {
            collect(entry, &mut files).doing(format!("read {}", root.display()))?;
        }
    }
    Ok(files)
}

fn collect(path: PathBuf, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        files.push(path);
        return Ok(());
    }
    sorted(&path)?.into_iter().try_for_each(|entry| collect(entry, files))
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = sorted_with_hidden(folder)?;
    paths.retain(|path| !is_hidden(path));
    Ok(paths)
}

fn sorted_with_hidden(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// `.git` and editors' files; cargo's own settings are hidden too, and do count.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
    (name.starts_with('.') && name != ".cargo") || name == "__pycache__"
}
