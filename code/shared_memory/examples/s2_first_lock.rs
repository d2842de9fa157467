//! The lock that you would write first: a futex word. It works, until its owner is killed.

use std::io;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use process::spawn;
use shared_memory::{Shared, futex};

// ANCHOR: first_lock
const FREE: u32 = 0;
const TAKEN: u32 = 1;
const TAKEN_AND_WANTED: u32 = 2;

struct FirstLock(Shared<AtomicU32>);

impl FirstLock {
    fn new() -> io::Result<Self> {
        Ok(Self(Shared::new(AtomicU32::new(FREE))?))
    }

    fn lock(&self) {
        if self.0.compare_exchange(FREE, TAKEN, SeqCst, SeqCst).is_err() {
            while self.0.swap(TAKEN_AND_WANTED, SeqCst) != FREE {
                let _ = futex::wait(&self.0, TAKEN_AND_WANTED, None);
            }
        }
    }

    fn unlock(&self) {
        if self.0.swap(FREE, SeqCst) == TAKEN_AND_WANTED {
            futex::wake(&self.0, 1);
        }
    }
}
// ANCHOR_END: first_lock

fn add_many(number: &AtomicI32, lock: &FirstLock) {
    for _ in 0..100_000 {
        lock.lock();
        number.store(number.load(SeqCst) + 1, SeqCst);
        lock.unlock();
    }
}

fn main() -> io::Result<()> {
    let (number, lock) = (Shared::new(AtomicI32::new(0))?, FirstLock::new()?);
    let first = spawn(|| add_many(&number, &lock))?;
    let second = spawn(|| add_many(&number, &lock))?;
    first.join()?;
    second.join()?;
    println!("twice 100000 additions: {}", number.load(SeqCst));
    kill_its_owner(&lock)
}

// ANCHOR: kill
fn kill_its_owner(lock: &FirstLock) -> io::Result<()> {
    let owner = spawn(|| {
        lock.lock();
        std::process::abort();
    })?;
    println!("its owner ended with {}", owner.join()?);

    let mut next = spawn(|| lock.lock())?;
    match next.join_timeout(Duration::from_secs(1))? {
        Some(_) => println!("the next one has it"),
        None => println!("the next one still waits a second later, and always will"),
    }
    next.kill()
}
// ANCHOR_END: kill
