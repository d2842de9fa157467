//! Ctrl-C while a file is being written, in place and beside.

use std::fs::{self, File};
use std::io::{self, PipeWriter, Read, Write};
use std::path::Path;
use std::thread;

use common_pitfalls::replace;
use process::spawn;
use rustix::process::{Pid, Signal, kill_process_group, setpgid};
use tempfile::tempdir;

// ANCHOR: wrong
fn save_in_place(report: &Path, middle: &PipeWriter) -> io::Result<()> {
    write_report(&mut File::create(report)?, middle)
}
// ANCHOR_END: wrong

// ANCHOR: right
fn save_beside(report: &Path, middle: &PipeWriter) -> io::Result<()> {
    replace(report, |file| write_report(file, middle))
}
// ANCHOR_END: right

fn main() -> io::Result<()> {
    for (how, save) in [("in place", save_in_place as Save), ("beside", save_beside)] {
        let folder = tempdir()?;
        let report = folder.path().join("report.txt");
        fs::write(&report, "yesterday: all is well\n")?;

        println!("-- written {how}");
        interrupted(|middle| save(&report, middle).expect("there is room on the disk"))?;
        println!("the report says: {:?}", fs::read_to_string(&report)?);
        println!("files in its folder: {}", fs::read_dir(&folder)?.count());
    }
    Ok(())
}

type Save = fn(&Path, &PipeWriter) -> io::Result<()>;

// ANCHOR: interrupted
/// Runs a program and its worker in a process group of their own, as a shell does, and presses
/// Ctrl-C when the worker is in the middle.
fn interrupted(work: impl Fn(&PipeWriter) + Send + Sync) -> io::Result<()> {
    let (mut is_in_the_middle, middle) = io::pipe()?;
    let work = &work;
    let program = spawn(move || {
        setpgid(None, None).expect("a new process may lead a group");
        let worker = spawn(|| work(&middle)).expect("spawn");
        worker.join().expect("join");
    })?;
    is_in_the_middle.read_exact(&mut [0])?;
    kill_process_group(pid(program.id()), Signal::INT)?;
    println!("the program ended with {}", program.join()?);
    is_in_the_middle.read_to_end(&mut Vec::new())?; // The end: the worker is gone too.
    Ok(())
}
// ANCHOR_END: interrupted

// ANCHOR: write
fn write_report(file: &mut File, mut middle: &PipeWriter) -> io::Result<()> {
    file.write_all(b"today: all is ")?;
    middle.write_all(b"!")?;
    loop {
        thread::park(); // The computation of the next word takes long.
    }
}
// ANCHOR_END: write

fn pid(id: u32) -> Pid {
    Pid::from_raw(id.cast_signed()).expect("a process id is not 0")
}
