//! Gives the child a path and not the folder, and drops the folder before the child has ended.
//!
//! The check says: the child looked for its folder, which was gone

use std::io;
use std::path::Path;
use std::process::ExitStatus;

use exercises::checks::lend_the_folder::{self, Scratch};
use process::spawn;

pub fn work_in(folder: Scratch, work: &(dyn Fn(&Path) + Sync)) -> io::Result<ExitStatus> {
    let path = folder.path().to_owned();
    let child = spawn(move || work(&path))?;
    drop(folder);
    child.join()
}

fn main() {
    exercises::check("lend_the_folder", lend_the_folder::check, work_in);
}
