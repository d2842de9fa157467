//! A child that has ended and was not waited for: the pid still answers, the process does not live.

use std::io;
use std::path::Path;
use std::thread;

use process::spawn;
use shared_memory::alive::Identity;

// ANCHOR: main
fn main() -> io::Result<()> {
    let child = spawn(endless)?;
    let folder = format!("/proc/{}", child.id());
    let identity = Identity::of(child.id())?;
    report("running", &folder, identity);

    child.kill()?;
    while identity.is_alive() {
        thread::yield_now();
    }
    report("a zombie", &folder, identity);

    child.join()?;
    report("joined", &folder, identity);
    Ok(())
}

fn report(state: &str, folder: &str, identity: Identity) {
    let (listed, alive) = (Path::new(folder).exists(), identity.is_alive());
    println!("{state:8}  pid is taken: {listed:5}  is alive: {alive}");
}
// ANCHOR_END: main

fn endless() {
    loop {
        thread::park();
    }
}
