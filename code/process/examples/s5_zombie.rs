//! A child that has ended, and that its parent has not waited for yet.

use std::fs;
use std::io;
use std::thread;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let child = spawn(|| println!("child: I am done"))?;
    let pid = child.id();

    let mut state = state_of(pid);
    while is_alive(&state) {
        thread::yield_now();
        state = state_of(pid);
    }
    println!("before join: {state}");
    child.join()?;
    println!("after join:  {}", state_of(pid));
    Ok(())
}
// ANCHOR_END: main

/// Running, sleeping, or waiting for a disk.
fn is_alive(state: &str) -> bool {
    state.starts_with(['R', 'S', 'D'])
}

/// What the kernel says of a process, in the words of `/proc/<pid>/status`.
fn state_of(pid: u32) -> String {
    let Ok(status) = fs::read_to_string(format!("/proc/{pid}/status")) else {
        return "no such process".to_owned();
    };
    let state = status.lines().find_map(|line| line.strip_prefix("State:"));
    state.expect("every status has a state").trim().to_owned()
}
