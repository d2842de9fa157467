//! Lets a second child delete the folder, which the parent deletes too: what is moved is dropped on both sides.
//!
//! The check says: dropped 2 times, in parent and child together

use std::io;
use std::path::Path;
use std::process::ExitStatus;

use exercises::checks::lend_the_folder::{self, Scratch};
use process::spawn;

pub fn work_in(folder: Scratch, work: &(dyn Fn(&Path) + Sync)) -> io::Result<ExitStatus> {
    let status = spawn(|| work(folder.path()))?.join();
    spawn(move || drop(folder))?.join()?;
    status
}

fn main() {
    exercises::check("lend_the_folder", lend_the_folder::check, work_in);
}
