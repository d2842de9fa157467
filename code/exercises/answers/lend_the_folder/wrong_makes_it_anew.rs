//! Moves the folder, and lets the child make it again: who deletes it, if the child is killed?
//!
//! The check says: when the function had returned, the folder was still there

use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitStatus;

use exercises::checks::lend_the_folder::{self, Scratch};
use process::spawn;

pub fn work_in(folder: Scratch, work: &(dyn Fn(&Path) + Sync)) -> io::Result<ExitStatus> {
    let child = spawn(move || {
        fs::create_dir_all(folder.path()).expect("a folder can be made");
        work(folder.path());
    })?;
    child.join()
}

fn main() {
    exercises::check("lend_the_folder", lend_the_folder::check, work_in);
}
