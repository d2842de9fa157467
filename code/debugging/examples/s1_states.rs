//! A parent with three children, as `ps` shows them.

use std::hint;
use std::io::{self, Read};

use debugging::{Family, Session, named};

// ANCHOR: main
fn main() -> io::Result<()> {
    let Some(shell) = Session::with(&["ps"]) else { return Ok(()) };
    shell.types("ps --version")?;
    let parent = named("parent", parent)?;
    let family = Family::once(parent.id(), |now| {
        now.is(&[("parent", 'S'), ("busy", 'R'), ("reader", 'S'), ("ended", 'Z')])
    })?;
    shell.types(&format!("ps --forest -o s,pid,wchan:16,comm -p {}", family.pids()))?;
    parent.kill()
}

fn parent() {
    let (mut reader, _writer) = io::pipe().expect("a pipe");
    let _ended = named("ended", || ());
    let _busy = named("busy", || compute());
    let _reader = named("reader", || drop(reader.read(&mut [0])));
}
// ANCHOR_END: main

fn compute() -> ! {
    loop {
        hint::spin_loop();
    }
}
