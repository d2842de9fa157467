//! Counts the words of every file in a folder with a library that some files crash and others hang.
//! What was counted, what was refused and what failed are kept apart.

use std::error::Error;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{self, Command, abort};
use std::time::Duration;
use std::{env, io, thread};

use process_pool::{PoolOptions, TaskError};

fn main() -> Result<(), Box<dyn Error>> {
    if let Some(folder) = env::args_os().nth(1) {
        return count_all(Path::new(&folder));
    }
    let folder = sample()?;
    let counted = count_all(&folder);
    fs::remove_dir_all(folder)?;
    counted
}

// ANCHOR: count_all
fn count_all(folder: &Path) -> Result<(), Box<dyn Error>> {
    let limit = Duration::from_millis(500);
    let options = PoolOptions::new().workers(2).time_limit(limit).attempts(2);
    let mut pool = options.build(|name: OsString| words_in(&folder.join(name)))?;

    let mut report = Report::default();
    let files = files_in(folder)?;
    for (file, result) in files.iter().zip(pool.imap(files.clone())) {
        match result {
            Ok(Ok(words)) => report.counted.push((file, words)),
            Ok(Err(reason)) => report.refused.push((file, reason)),
            Err(error) => report.failed.push((file, error)),
        }
    }
    pool.close()?;
    report.print();
    Ok(())
}

/// What can be wrong with a file is an ordinary error, and travels home as part of the output.
fn words_in(file: &Path) -> Result<usize, String> {
    let bytes = fs::read(file).map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "not UTF-8")?;
    Ok(library(file, &text))
}
// ANCHOR_END: count_all

#[derive(Default)]
struct Report<'a> {
    counted: Vec<(&'a OsString, usize)>,
    refused: Vec<(&'a OsString, String)>,
    failed: Vec<(&'a OsString, TaskError)>,
}

impl Report<'_> {
    fn print(&self) {
        self.counted.iter().for_each(|(file, words)| println!("{file:?}: {words} words"));
        self.refused.iter().for_each(|(file, reason)| println!("{file:?}: {reason}"));
        for (file, error) in &self.failed {
            println!("{file:?}, attempts: {}: {}", error.attempts, error.cause);
        }
    }
}

fn files_in(folder: &Path) -> io::Result<Vec<OsString>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name()));
    let mut names: Vec<OsString> = entries.collect::<io::Result<_>>()?;
    names.sort();
    Ok(names)
}

// ANCHOR: library
/// Stands for a library that you cannot change.
fn library(file: &Path, text: &str) -> usize {
    if text.contains('\0') {
        abort();
    }
    while text.starts_with("endless") {
        thread::park();
    }
    assert!(!text.is_empty(), "there is nothing to count");
    if text.starts_with("large") && File::create_new(file.with_extension("seen")).is_ok() {
        killed_for_want_of_memory();
    }
    text.split_whitespace().count()
}

/// What the kernel does to a process when memory runs out.
fn killed_for_want_of_memory() {
    let _ = Command::new("kill").args(["-9", &process::id().to_string()]).status();
}
// ANCHOR_END: library

/// A folder with seven files: two are harmless, one is not UTF-8, and four upset the library.
fn sample() -> io::Result<PathBuf> {
    let folder = env::temp_dir().join(format!("word_counts_{}", process::id()));
    fs::create_dir(&folder)?;
    fs::write(folder.join("a_letter.txt"), "Dear reader, all is well.")?;
    fs::write(folder.join("b_zeros.txt"), "one \0 two")?;
    fs::write(folder.join("c_latin.txt"), b"caf\xe9")?;
    fs::write(folder.join("d_large.txt"), "large and slow")?;
    fs::write(folder.join("e_empty.txt"), "")?;
    fs::write(folder.join("f_endless.txt"), "endless story")?;
    fs::write(folder.join("g_list.txt"), "milk bread salt")?;
    Ok(folder)
}
