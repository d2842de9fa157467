//! The same additions under a lock, 100 times: all 200 survive, every time.

use std::io;
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};
use std::thread::sleep;
use std::time::Duration;

use process::spawn;
use single_value_data_sharing::{Lock, Shared};

const RUNS: usize = 100;

// ANCHOR: add
fn add_100(number: &AtomicI32, lock: &Lock) {
    for _ in 0..100 {
        let _guard = lock.lock().unwrap();
        let seen = number.load(SeqCst);
        sleep(Duration::from_micros(10));
        number.store(seen + 1, SeqCst);
    }
}
// ANCHOR_END: add

fn run() -> io::Result<i32> {
    let number = Shared::new(AtomicI32::new(0))?;
    let lock = Lock::new()?;
    let first = spawn(|| add_100(&number, &lock))?;
    let second = spawn(|| add_100(&number, &lock))?;
    first.join()?;
    second.join()?;
    Ok(number.load(SeqCst))
}

fn main() -> io::Result<()> {
    let mut complete = 0;
    for _ in 0..RUNS {
        complete += usize::from(run()? == 200);
    }
    println!("all 200 additions survived in {complete} of {RUNS} runs");
    Ok(())
}
