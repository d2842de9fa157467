//! Keeps the folder from being deleted under the child, and also from ever being deleted.
//!
//! The check says: when the function had returned, the folder was still there

use std::io;
use std::path::Path;
use std::process::ExitStatus;

use exercises::checks::lend_the_folder::{self, Scratch};
use process::spawn;

pub fn work_in(folder: Scratch, work: &(dyn Fn(&Path) + Sync)) -> io::Result<ExitStatus> {
    let path = folder.path().to_owned();
    std::mem::forget(folder);
    spawn(move || work(&path))?.join()
}

fn main() {
    exercises::check("lend_the_folder", lend_the_folder::check, work_in);
}
