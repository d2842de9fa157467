//! Two workers open the same log for themselves, and write to it one after the other.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use process::spawn;
use tempfile::tempdir;

// ANCHOR: main
fn main() -> io::Result<()> {
    let folder = tempdir()?;
    let log = folder.path().join("log.txt");

    two_workers(&log, File::options().create(true).write(true))?;
    print!("-- opened to write:\n{}", fs::read_to_string(&log)?);

    fs::remove_file(&log)?;
    two_workers(&log, File::options().create(true).append(true))?;
    print!("-- opened to append:\n{}", fs::read_to_string(&log)?);
    Ok(())
}

fn two_workers(log: &Path, options: &OpenOptions) -> io::Result<()> {
    for line in ["first worker: finished\n", "second worker: ok\n"] {
        let work = || options.open(log).and_then(|mut log| log.write_all(line.as_bytes()));
        spawn(|| work().expect("the log can be written"))?.join()?;
    }
    Ok(())
}
// ANCHOR_END: main
