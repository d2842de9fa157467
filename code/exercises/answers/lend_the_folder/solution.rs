use std::io;
use std::path::Path;
use std::process::ExitStatus;

use exercises::checks::lend_the_folder::{self, Scratch};
use process::spawn;

// ANCHOR: answer
pub fn work_in(folder: Scratch, work: &(dyn Fn(&Path) + Sync)) -> io::Result<ExitStatus> {
    let child = spawn(|| work(folder.path()))?;
    child.join()
}
// ANCHOR_END: answer

fn main() {
    exercises::check("lend_the_folder", lend_the_folder::check, work_in);
}
