//! Counts the words of every file in a folder with a library that some files crash. What was
//! counted, what was refused and what crashed are kept apart; what was killed is tried once more.

use std::error::Error;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{self, Command, abort};
use std::{env, io};

use process_pool::{Cause, Pool};

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
    let mut pool = Pool::new(2, |name: OsString| words_in(&folder.join(name)))?;
    let mut report = Report::default();

    report.count(&mut pool, files_in(folder)?);
    let again = report.take_killed();
    println!("once more: {again:?}\n");
    report.count(&mut pool, again);

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

// ANCHOR: report
#[derive(Default)]
struct Report {
    counted: Vec<(OsString, usize)>,
    refused: Vec<(OsString, String)>,
    crashed: Vec<(OsString, Cause)>,
}

type Counters<'f> = Pool<'f, OsString, Result<usize, String>>;

impl Report {
    fn count(&mut self, pool: &mut Counters, files: Vec<OsString>) {
        for (file, result) in files.iter().zip(pool.imap(files.clone())) {
            let file = file.clone();
            match result {
                Ok(Ok(words)) => self.counted.push((file, words)),
                Ok(Err(reason)) => self.refused.push((file, reason)),
                Err(error) => self.crashed.push((file, error.cause)),
            }
        }
    }

    /// The files whose worker was killed. A panic is left out: it would come again.
    fn take_killed(&mut self) -> Vec<OsString> {
        let killed = |(_, cause): &mut (_, Cause)| matches!(cause, Cause::Killed { .. });
        self.crashed.extract_if(.., killed).map(|(file, _)| file).collect()
    }
}
// ANCHOR_END: report

impl Report {
    fn print(&self) {
        self.counted.iter().for_each(|(file, words)| println!("{file:?}: {words} words"));
        self.refused.iter().for_each(|(file, reason)| println!("{file:?}: {reason}"));
        self.crashed.iter().for_each(|(file, cause)| println!("{file:?}: {cause}"));
    }
}

fn files_in(folder: &Path) -> io::Result<Vec<OsString>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name()));
    let mut names: Vec<OsString> = entries.collect::<io::Result<_>>()?;
    names.sort();
    Ok(names)
}

// ANCHOR: library
/// Stands for a library that you cannot mend.
fn library(file: &Path, text: &str) -> usize {
    if text.contains('\0') {
        abort();
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

/// A folder with six files: two are harmless, one is not UTF-8, and three upset the library.
fn sample() -> io::Result<PathBuf> {
    let folder = env::temp_dir().join(format!("word_counts_{}", process::id()));
    fs::create_dir(&folder)?;
    fs::write(folder.join("a_letter.txt"), "Dear reader, all is well.")?;
    fs::write(folder.join("b_zeros.txt"), "one \0 two")?;
    fs::write(folder.join("c_latin.txt"), b"caf\xe9")?;
    fs::write(folder.join("d_large.txt"), "large and slow")?;
    fs::write(folder.join("e_empty.txt"), "")?;
    fs::write(folder.join("f_list.txt"), "milk bread salt")?;
    Ok(folder)
}
