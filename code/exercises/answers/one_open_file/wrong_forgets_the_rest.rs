//! Divides without a rest, and the last records are in no stretch.
//!
//! The check says: 3 of 1003 records were never taken

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use exercises::checks::one_open_file::{self, RECORD, Take};
use process::spawn;

pub fn read_all(file: &File, workers: u64, take: Take<'_>) -> io::Result<()> {
    let records = file.metadata()?.len() / RECORD as u64;
    let mut children = Vec::new();
    for worker in 0..workers {
        let stretch = records / workers * worker..records / workers * (worker + 1);
        children.push(spawn(move || read(file, stretch.start, stretch.end, take))?);
    }
    for child in children {
        if !child.join()?.success() {
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
