//! Children that are in the middle of something, by handshake and not by sleep.

use std::io::{Read, Write, pipe};
use std::thread;

use process::{Process, spawn};

/// A child that has done `work` by now, keeps what came of it, and lives until it is killed.
pub fn child_that_keeps<T>(work: impl FnOnce() -> T + Send) -> Process {
    let (mut hears, mut says) = pipe().unwrap();
    let child = spawn(move || {
        let _kept = work();
        says.write_all(b"!").unwrap();
        loop {
            thread::park();
        }
    });
    hears.read_exact(&mut [0]).unwrap();
    child.unwrap()
}

pub fn kill(child: Process) {
    child.kill().unwrap();
    child.join().unwrap();
}

pub fn succeeded(child: std::io::Result<Process>) {
    assert!(child.unwrap().join().unwrap().success());
}
