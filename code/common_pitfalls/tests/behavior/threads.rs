//! Threads, and what a fork makes of them.

use std::fs;
use std::io;
use std::sync::mpsc;
use std::thread;

use process::spawn;

use crate::common::{ended, tell, wait_for_byte};
use crate::sys;

fn threads() -> usize {
    fs::read_dir("/proc/self/task").unwrap().count()
}

pub fn in_the_child_of_a_bare_fork_only_one_thread_lives() {
    let (stop, stopped) = mpsc::channel::<()>();
    let beside = thread::spawn(move || _ = stopped.recv());
    assert_eq!(threads(), 2);
    assert_eq!(sys::bare_fork(|| i32::try_from(threads()).unwrap()).code(), Some(1));
    assert!(spawn(|| ()).unwrap_err().to_string().contains("more than one thread"));
    drop(stop);
    beside.join().unwrap();
}

pub fn a_thread_started_in_the_child_runs_there() {
    let status = ended(|| {
        let (ticked, tick) = io::pipe().unwrap();
        let clock = thread::spawn(move || tell(&tick));
        wait_for_byte(&ticked);
        clock.join().unwrap();
    });
    assert!(status.success());
}
