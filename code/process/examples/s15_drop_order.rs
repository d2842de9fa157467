//! Variables are dropped in reverse order, and dropping a `Process` waits for it.

use std::io::{self, PipeWriter, Write};
use std::time::Duration;

use process::spawn;

const LIMIT: Duration = Duration::from_secs(1);

// ANCHOR: main
fn main() -> io::Result<()> {
    report("the child is dropped first", child_is_dropped_first)?;
    report("the reader is dropped first", reader_is_dropped_first)
}

fn child_is_dropped_first() {
    let (reader, writer) = io::pipe().expect("pipe");
    let mut reader = Some(reader);
    let _child = spawn(|| {
        reader = None; // Closes the child's copy.
        write_a_megabyte(writer);
    });
    // Dropped now, the last one first: `_child`, which waits, then `reader`.
}

fn reader_is_dropped_first() {
    let (reader, writer) = io::pipe().expect("pipe");
    let mut reader = Some(reader);
    let _child = spawn(|| {
        reader = None;
        write_a_megabyte(writer);
    });
    drop(reader);
}
// ANCHOR_END: main

// ANCHOR: write
/// More than a pipe holds: this waits for a reader, and gives up once there is none.
fn write_a_megabyte(mut writer: PipeWriter) {
    let _ = writer.write_all(&[0; 1 << 20]);
}
// ANCHOR_END: write

/// Runs `work` in a process of its own, so that it may hang.
fn report(what: &str, work: fn()) -> io::Result<()> {
    let mut process = spawn(work)?;
    match process.join_timeout(LIMIT)? {
        Some(status) => println!("{what}: {status}"),
        None => {
            process.kill()?;
            println!("{what}: still waiting after {LIMIT:?}, killed");
        }
    }
    Ok(())
}
