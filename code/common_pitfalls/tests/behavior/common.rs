//! What the tests share.

use std::collections::BTreeSet;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::{fs, thread};

use process::{Process, spawn};
use queue_usage::bounded;
use tempfile::{TempDir, tempdir};

pub fn ended(work: impl FnOnce() + Send) -> ExitStatus {
    spawn(work).unwrap().join().unwrap()
}

/// How many different numbers four children come to.
pub fn different(mut draw: impl FnMut(u64) -> u64 + Send) -> usize {
    let (sender, numbers) = bounded(4).unwrap();
    let start = |child| {
        let (sender, draw) = (sender.clone(), &mut draw);
        spawn(move || sender.send(draw(child)).unwrap()).unwrap()
    };
    let children: Vec<Process> = (0..4).map(start).collect();
    drop(sender);
    let numbers: Vec<u64> = numbers.iter().collect();
    assert_eq!(numbers.len(), 4);
    children.into_iter().for_each(|child| assert!(child.join().unwrap().success()));
    numbers.into_iter().collect::<BTreeSet<_>>().len()
}

/// A folder of one's own, and a file in it with these contents.
pub fn file_with(contents: &str) -> (TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("file.txt");
    fs::write(&path, contents).unwrap();
    (folder, path)
}

/// The names in a folder, sorted.
pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

pub fn tell(mut writer: &PipeWriter) {
    writer.write_all(b"!").unwrap();
}

pub fn wait_for_byte(mut reader: &PipeReader) {
    reader.read_exact(&mut [0]).unwrap();
}

/// Waits until no process holds the pipe's writing end any more.
pub fn wait_for_end(mut reader: &PipeReader) {
    assert_eq!(io::copy(&mut reader, &mut io::sink()).unwrap(), 0);
}

pub fn forever() -> ! {
    loop {
        thread::park();
    }
}
