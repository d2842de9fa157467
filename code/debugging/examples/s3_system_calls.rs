//! What `spawn` asks the kernel for, by `strace`. With the word `once` this is the program that is watched.

use std::env;
use std::io;

use debugging::Session;
use process::spawn;

// ANCHOR: once
fn once() -> io::Result<()> {
    let status = spawn(|| println!("the child is here"))?.join()?;
    assert!(status.success());
    Ok(())
}
// ANCHOR_END: once

fn main() -> io::Result<()> {
    if env::args().nth(1).is_some() {
        return once();
    }
    let Some(mut shell) = Session::with(&["strace"]) else { return Ok(()) };
    shell.types("strace --version | head -n 1")?;
    let program = shell.go_to_own_folder()?;
    let calls = "pipe2,clone,pidfd_open,prctl,read,write,waitid";
    let file = format!("calls.{}", std::process::id());
    shell.types(&format!(
        "strace -ff -o {file} -a 1 -e signal=none -e verbose=pipe2 -e trace={calls} ./{program} once"
    ))?;
    let shared_libraries = "read(.*= [0-9][0-9]";
    shell.types(&format!(
        "tail -n +1 $(ls -v {file}.*) | grep -v '{shared_libraries}'; rm {file}.*"
    ))?;
    Ok(())
}
