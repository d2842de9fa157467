//! Ctrl-C: who gets it, and what it leaves on the disk.

use std::fs::{self, File};
use std::io::{self, PipeWriter, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::exit;

use common_pitfalls::replace;
use process::{Process, spawn};
use rustix::process::{Pid, Signal, kill_process_group, setpgid};

use crate::common::{file_with, forever, names_in, tell, wait_for_byte, wait_for_end};
use crate::sys;

fn lead_a_group() {
    setpgid(None, None).unwrap();
}

fn press_ctrl_c(program: &Process) {
    let group = Pid::from_raw(program.id().cast_signed()).unwrap();
    kill_process_group(group, Signal::INT).unwrap();
}

/// A program that ignores Ctrl-C, has a worker that does `work`, and ends with the number of the
/// signal that ended the worker. It is interrupted when the worker says that it is in the middle.
fn signal_of_worker(work: impl FnOnce(&PipeWriter) + Send) -> Option<i32> {
    let (middle, tell_middle) = io::pipe().unwrap();
    let work = move || {
        lead_a_group();
        let worker = spawn(|| work(&tell_middle)).unwrap();
        sys::ignore_interrupts(); // After the fork, so that it is this process's own doing.
        tell(&tell_middle);
        exit(worker.join().unwrap().signal().unwrap_or(0))
    };
    let program = spawn(work).unwrap();
    wait_for_byte(&middle); // Of the program and of the worker, in whichever order.
    wait_for_byte(&middle);
    press_ctrl_c(&program);
    let code = program.join().unwrap().code();
    wait_for_end(&middle);
    code
}

fn half(mut file: &File, middle: &PipeWriter) -> io::Result<()> {
    file.write_all(b"half of the n")?;
    tell(middle);
    forever()
}

pub fn the_group_gets_the_signal_and_half_a_file_stays() {
    let (folder, path) = file_with("old");
    let signal =
        signal_of_worker(|middle| half(&File::create(&path).unwrap(), middle).unwrap());
    assert_eq!(signal, Some(libc::SIGINT));
    assert_eq!(fs::read_to_string(&path).unwrap(), "half of the n");
    assert_eq!(names_in(folder.path()), ["file.txt"]);
}

pub fn written_beside_the_old_file_stays_whole() {
    let (folder, path) = file_with("old");
    let save = |path: &Path, middle: &PipeWriter| replace(path, |file| half(file, middle));
    assert_eq!(signal_of_worker(|middle| save(&path, middle).unwrap()), Some(libc::SIGINT));
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    let [unfinished, name] = &names_in(folder.path())[..] else {
        panic!("there is one file, and one unfinished beside it");
    };
    assert!(unfinished.ends_with(".unfinished") && name == "file.txt");
}

pub fn a_process_of_another_group_gets_nothing() {
    let (ready, tell_ready) = io::pipe().unwrap();
    let member = |work: fn()| {
        let told = tell_ready.try_clone().unwrap();
        let work = move || {
            work();
            tell(&told);
            forever();
        };
        spawn(work).unwrap()
    };
    let (mut aside, program) = (member(lead_a_group), member(lead_a_group));
    wait_for_byte(&ready);
    wait_for_byte(&ready);
    press_ctrl_c(&program);
    assert_eq!(program.join().unwrap().signal(), Some(libc::SIGINT));
    assert_eq!(aside.try_join().unwrap(), None, "it still runs");
    aside.kill().unwrap();
    assert_eq!(aside.join().unwrap().signal(), Some(libc::SIGKILL));
}
