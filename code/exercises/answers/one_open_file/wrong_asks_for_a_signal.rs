//! Asks how a worker died, and not whether it has done its work.
//!
//! The check says: Ok, although a worker had ended with code 3 at its record

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::os::unix::process::ExitStatusExt;

use exercises::checks::one_open_file::{self, RECORD, Take};
use process::spawn;

pub fn read_all(file: &File, workers: u64, take: Take<'_>) -> io::Result<()> {
    let records = file.metadata()?.len() / RECORD as u64;
    let mut children = Vec::new();
    for worker in 0..workers {
        let stretch = records * worker / workers..records * (worker + 1) / workers;
        children.push(spawn(move || read(file, stretch.start, stretch.end, take))?);
    }
    for child in children {
        if child.join()?.signal().is_some() {
            return Err(io::Error::other("a worker has died"));
        }
    }
    Ok(())
}

fn read(file: &File, first: u64, end: u64, take: Take<'_>) {
    let mut record = [0; RECORD];
    for place in first..end {
        file.read_exact_at(&mut record, place * RECORD as u64)
            .expect("the file has this record");
        take(&record);
    }
}

fn main() {
    exercises::check("one_open_file", one_open_file::check, read_all);
}
