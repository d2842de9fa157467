//! A handshake in shared memory, and a look at what a neighbor is doing: no test sleeps and hopes.

use std::fs;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

use process::Process;
use shared_memory::{Shared, futex};

/// A number that one side says and the other waits for.
#[derive(Debug)]
pub struct Word(Shared<AtomicU32>);

impl Word {
    pub fn new() -> Self {
        Self(Shared::new(AtomicU32::new(0)).unwrap())
    }

    pub fn say(&self, number: u32) {
        self.0.store(number, SeqCst);
        futex::wake(&self.0, u32::MAX);
    }

    /// For several who say the same: one more of them has.
    pub fn say_one_more(&self) {
        self.0.fetch_add(1, SeqCst);
        futex::wake(&self.0, u32::MAX);
    }

    pub fn said(&self) -> u32 {
        self.0.load(SeqCst)
    }

    pub fn wait_for(&self, number: u32) {
        loop {
            match self.said() {
                said if said == number => return,
                said => _ = futex::wait(&self.0, said, None),
            }
        }
    }
}

/// Waits until the child sleeps in the kernel, as one does that waits for a lock.
pub fn wait_until_asleep(child: &Process) {
    while state_of(child.id()) != Some('S') {
        thread::yield_now();
    }
}

/// The letter of `/proc/<pid>/stat`: R runs, S sleeps, Z has ended and waits to be asked how.
pub fn state_of(pid: u32) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.chars().next()
}

/// The lines of `/proc/self/maps` that are anonymous and shared: one for each mapping of ours.
pub fn shared_mappings() -> io::Result<usize> {
    let maps = fs::read_to_string("/proc/self/maps")?;
    Ok(maps.lines().filter(|line| line.contains("/dev/zero")).count())
}

pub fn forever() -> ! {
    loop {
        thread::park();
    }
}
