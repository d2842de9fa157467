//! Does the work in the parent, where a crash of it would end the program.
//!
//! The check says: for a child that ends with code 10

use std::io;
use std::path::Path;
use std::process::ExitStatus;

use exercises::checks::lend_the_folder::{self, Scratch};
use process::spawn;

pub fn work_in(folder: Scratch, work: &(dyn Fn(&Path) + Sync)) -> io::Result<ExitStatus> {
    work(folder.path());
    spawn(|| ())?.join()
}

fn main() {
    exercises::check("lend_the_folder", lend_the_folder::check, work_in);
}
