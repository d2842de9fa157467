//! What the tests share.

use std::hint::black_box;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::process::{ExitStatus, exit};
use std::thread;
use std::time::{Duration, Instant};

use process::{Process, spawn};

pub fn ended(work: impl FnOnce() + Send) -> ExitStatus {
    spawn(work).unwrap().join().unwrap()
}

/// A child that ends, with code 7, when it is let go.
pub fn waiting_child() -> (Process, Leash) {
    let (reader, writer) = io::pipe().unwrap();
    let child = spawn(move || {
        wait_for_byte(&reader);
        exit(7);
    });
    (child.unwrap(), Leash(writer))
}

pub struct Leash(PipeWriter);

impl Leash {
    pub fn let_go(self) {
        tell(&self.0);
    }
}

pub fn tell(mut writer: &PipeWriter) {
    writer.write_all(b"!").unwrap();
}

pub fn wait_for_byte(mut reader: &PipeReader) {
    reader.read_exact(&mut [0]).unwrap();
}

pub fn rest(reader: &mut PipeReader) -> Vec<u8> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    bytes
}

pub fn forever() {
    loop {
        thread::park();
    }
}

pub fn burn(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        black_box(0);
    }
}
