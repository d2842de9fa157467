//! One open file.
//!
//! A file of records, of eight bytes each, was opened once, and has no name by which it could be opened again. Let several workers read it at the same
//! time, each in a process of its own: each takes the records of one stretch, and every record of the file is taken once. The caller is in the middle of reading
//! the file itself, and must not notice. If a worker dies, return an error. In the function below the workers get in each other's way. Fix it.
//!
//! You get: the file; the number of workers; `take`, which a worker calls with each of its records.
//!
//! Check it with
//!
//!     cargo test -p exercises --test one_open_file

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

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
        child.join()?;
    }
    Ok(())
}

fn read(mut file: &File, first: u64, end: u64, take: Take<'_>) {
    let mut record = [0; RECORD];
    file.seek(SeekFrom::Start(first * RECORD as u64)).expect("the file has a position");
    for _ in first..end {
        file.read_exact(&mut record).expect("the file has this record");
        take(&record);
    }
}

fn main() {
    exercises::check("one_open_file", one_open_file::check, read_all);
}
