//! Counts the places from where the caller is.
//!
//! The check says: 3 of 1003 records were never taken

use std::fs::File;
use std::io::{self, Seek};
use std::os::unix::fs::FileExt;

use exercises::checks::one_open_file::{self, RECORD, Take};
use process::spawn;

pub fn read_all(mut file: &File, workers: u64, take: Take<'_>) -> io::Result<()> {
    let begun = file.stream_position()? / RECORD as u64;
    let records = file.metadata()?.len() / RECORD as u64 - begun;
    let mut children = Vec::new();
    for worker in 0..workers {
        let stretch = records * worker / workers..records * (worker + 1) / workers;
        children.push(spawn(move || {
            read(file, begun + stretch.start, begun + stretch.end, take)
        })?);
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
