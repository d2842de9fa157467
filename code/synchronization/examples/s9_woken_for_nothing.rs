//! A wait that ends without a notification, and what to make of it.

use std::io;
use std::time::Duration;

use single_value_data_sharing::Value;
use synchronization::Condvar;

// ANCHOR: main
fn main() -> io::Result<()> {
    let (waiting, changed) = (Value::new(0)?, Condvar::new()?);

    let mut guard = waiting.lock().unwrap();
    if *guard == 0 {
        guard = changed.wait(guard).unwrap();
    }
    println!("awake, and {} orders are waiting", *guard);

    let limit = Duration::from_millis(300);
    let answer = changed.wait_timeout_while(guard, limit, |waiting| *waiting == 0);
    let (guard, result) = answer.unwrap();
    println!("{} orders; timed out: {}", *guard, result.timed_out());
    Ok(())
}
// ANCHOR_END: main
