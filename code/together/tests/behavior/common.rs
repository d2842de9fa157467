//! What the tests share.

use std::fs;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::path::Path;
use std::process::{Command, Output};
use std::thread;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use together::{Interrupt, Picture, Rendering, Rgb, Scene, Size, Span};

/// A picture of 18 tiles that takes some tens of milliseconds.
pub fn scene() -> Scene {
    Scene { size: Size { width: 311, height: 231 }, iterations: 200, ..Scene::default() }
}

/// Without any process but this one.
pub fn serially(scene: &Scene) -> Vec<Rgb> {
    let Size { width, height } = scene.size;
    let mut pixels = vec![[0; 3]; scene.size.pixels()];
    for (y, row) in (0..height).zip(pixels.chunks_mut(width as usize)) {
        scene.paint(Span { tile: 0, x: 0, y, len: width }, row);
    }
    pixels
}

pub fn watched(rendering: Rendering) -> Result<Picture, together::Error> {
    rendering.watch(&Interrupt::catch().unwrap())
}

pub fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_together"))
}

/// Runs the program with the arguments in this text.
pub fn run(arguments: &str) -> Output {
    program().args(arguments.split_whitespace()).output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a PNG holds.
pub fn decoded(png: &[u8]) -> (Size, Vec<Rgb>) {
    let mut reader = png::Decoder::new(io::Cursor::new(png)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let pixels = bytes.as_chunks().0.to_vec();
    (Size { width: info.width, height: info.height }, pixels)
}

pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The names of all that lies there, hidden or not.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

pub fn children(pid: u32) -> Vec<u32> {
    let path = format!("/proc/{pid}/task/{pid}/children");
    let found = fs::read_to_string(path).unwrap_or_default();
    found.split_whitespace().map(|pid| pid.parse().unwrap()).collect()
}

pub fn signal(pid: u32, signal: Signal) {
    // One that has ended in the meantime is as good.
    let _ = kill_process(Pid::from_raw(pid.cast_signed()).unwrap(), signal);
}

pub fn forever() -> ! {
    loop {
        thread::park();
    }
}

pub fn tell(mut writer: &PipeWriter, number: u32) {
    writer.write_all(&number.to_ne_bytes()).unwrap();
}

/// The next number from the pipe; `None`: no process has its other end.
pub fn hear(mut reader: &PipeReader) -> Option<u32> {
    let mut number = [0; 4];
    reader.read_exact(&mut number).ok()?;
    Some(u32::from_ne_bytes(number))
}
