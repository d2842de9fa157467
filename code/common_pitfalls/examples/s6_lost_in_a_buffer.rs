//! A child writes a line into a `BufWriter`. Which lines reach the file?

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::exit;

use process::spawn;
use tempfile::tempdir;

type Log = BufWriter<File>;

// ANCHOR: main
fn main() -> io::Result<()> {
    report("lent to the child", |mut log| {
        spawn(|| write(&mut log, "child;"))?.join().map(drop)
    })?;
    report("moved, and the child exits", |mut log| {
        let child = move || {
            write(&mut log, "child;");
            exit(0)
        };
        spawn(child)?.join().map(drop)
    })?;
    report("moved, with text in it", |mut log| {
        write(&mut log, "parent;");
        spawn(move || write(&mut log, "child;"))?.join().map(drop)
    })?;
    report("flushed, then moved", |mut log| {
        write(&mut log, "parent;");
        log.flush()?;
        spawn(move || write(&mut log, "child;"))?.join().map(drop)
    })
}
// ANCHOR_END: main

fn write(log: &mut Log, text: &str) {
    log.write_all(text.as_bytes()).expect("a buffer has room");
}

/// Says what has reached the file once both are done with it.
fn report(how: &str, work: impl FnOnce(Log) -> io::Result<()>) -> io::Result<()> {
    let folder = tempdir()?;
    let path: &Path = &folder.path().join("log.txt");
    work(BufWriter::new(File::create(path)?))?;
    println!("{how:28}{:?}", fs::read_to_string(path)?);
    Ok(())
}
