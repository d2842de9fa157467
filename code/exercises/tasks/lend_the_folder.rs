//! Lend the folder.
//!
//! A child does its work in a temporary folder, which is deleted when the `Scratch` is dropped. Here the child does not find
//! its folder. Fix that: the folder is there until the child has ended, and is deleted once, whatever the child does.
//!
//! You get: a `Scratch` with its `path()`, and the work.
//!
//! Check it with
//!
//!     cargo test -p exercises --test lend_the_folder

use std::io;
use std::path::Path;
use std::process::ExitStatus;

use exercises::checks::lend_the_folder::{self, Scratch};
use process::spawn;

pub fn work_in(folder: Scratch, work: &(dyn Fn(&Path) + Sync)) -> io::Result<ExitStatus> {
    let child = spawn(move || work(folder.path()))?;
    child.join()
}

fn main() {
    exercises::check("lend_the_folder", lend_the_folder::check, work_in);
}
