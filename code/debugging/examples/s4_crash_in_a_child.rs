//! A child aborts, and gdb is there. With the word `run` this is the program that is watched.

use std::env;
use std::io;

use debugging::{Session, named};

// ANCHOR: run
fn run() -> io::Result<()> {
    let child = named("image reader", || read_image(b"no image"))?;
    println!("the child ended with {}", child.join()?);
    Ok(())
}

fn read_image(bytes: &[u8]) {
    read_header(bytes);
}

fn read_header(bytes: &[u8]) {
    if !bytes.starts_with(b"\x89PNG") {
        std::process::abort(); // as many a C library does
    }
}
// ANCHOR_END: run

fn main() -> io::Result<()> {
    if env::args().nth(1).is_some() {
        return run();
    }
    let Some(mut shell) = Session::with(&["gdb"]) else { return Ok(()) };
    shell.types("gdb --version | head -n 1")?;
    let program = shell.go_to_own_folder()?;
    let watch = format!("-ex run -ex bt --args ./{program} run");
    shell.types_keeping(
        &format!("gdb -nx -batch {watch}"),
        &["Detaching", "child ended", "Inferior", "No stack"],
    )?;
    shell.types_keeping(
        &format!("gdb -nx -batch -ex 'set follow-fork-mode child' {watch}"),
        &["received signal", "process::abort", &format!("in {program}::")],
    )?;
    Ok(())
}
