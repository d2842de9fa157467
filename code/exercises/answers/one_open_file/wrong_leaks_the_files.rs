//! Opens the file once more for each worker, by way of `/proc`, and never closes it.
//!
//! The check says: your function left 12 descriptors open

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::fd::AsRawFd;

use exercises::checks::one_open_file::{self, RECORD, Take};
use process::spawn;

pub fn read_all(file: &File, workers: u64, take: Take<'_>) -> io::Result<()> {
    let records = file.metadata()?.len() / RECORD as u64;
    let mut children = Vec::new();
    for worker in 0..workers {
        let own = format!("/proc/self/fd/{}", file.as_raw_fd());
        let own: &File = Box::leak(Box::new(File::open(own)?));
        let stretch = records * worker / workers..records * (worker + 1) / workers;
        children.push(spawn(move || read(own, stretch.start, stretch.end, take))?);
    }
    for child in children {
        if !child.join()?.success() {
            return Err(io::Error::other("a worker has died"));
        }
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
