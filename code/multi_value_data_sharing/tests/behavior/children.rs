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

/// How many times to do what is done `usual` times as a rule. Under valgrind or a sanitizer, where each
/// fork takes long, `FEWER_ROUNDS=50` in the environment divides it by 50.
pub fn rounds(usual: u32) -> u32 {
    let fewer = std::env::var("FEWER_ROUNDS").ok().and_then(|number| number.parse().ok());
    usual.div_ceil(fewer.unwrap_or(1))
}

pub fn kill(child: Process) {
    child.kill().unwrap();
    child.join().unwrap();
}

pub fn succeeded(child: std::io::Result<Process>) {
    assert!(child.unwrap().join().unwrap().success());
}
