//! A task that leaks, called four times here, and then in four processes.

use std::fs;
use std::hint::black_box;
use std::io;

use process::spawn;

// ANCHOR: task
const LEAK: usize = 64 << 20; // Bytes.

/// Does its work, and forgets to give the memory back.
fn task() {
    Vec::leak(black_box(vec![1_u8; LEAK]));
}
// ANCHOR_END: task

// ANCHOR: main
fn main() -> io::Result<()> {
    let start = resident()?;
    let grown = || resident().map(|now| rounded(now.saturating_sub(start)));

    for number in 1..=4 {
        spawn(task)?.join()?;
        println!("after {number} in processes: {:>3} MiB more", grown()?);
    }
    for number in 1..=4 {
        task();
        println!("after {number} in here:      {:>3} MiB more", grown()?);
    }
    Ok(())
}
// ANCHOR_END: main

/// KiB of memory that this process has in use, as the kernel sees it.
fn resident() -> io::Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.ok_or_else(|| io::Error::other("/proc/self/status has no VmRSS"))
}

/// In steps of 16 MiB: a few hundred KiB come and go in any program.
fn rounded(kib: u64) -> u64 {
    (kib + 8 * 1024) / (16 * 1024) * 16
}
