//! Leaves the child running, and gives a status of its own making.
//!
//! The check says: of its processes behind

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::ExitStatus;

use exercises::checks::lend_the_folder::{self, Scratch};
use process::spawn;

pub fn work_in(folder: Scratch, work: &(dyn Fn(&Path) + Sync)) -> io::Result<ExitStatus> {
    let status = spawn(|| work(folder.path()))?.join()?;
    std::mem::forget(spawn(|| {
        loop {
            std::thread::park();
        }
    })?);
    Ok(ExitStatus::from_raw(status.into_raw()))
}

fn main() {
    exercises::check("lend_the_folder", lend_the_folder::check, work_in);
}
