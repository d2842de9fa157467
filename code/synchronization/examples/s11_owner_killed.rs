//! The owner of the lock is killed while another process waits for a condition.

use std::time::Duration;
use std::{io, thread};

use process::spawn;
use single_value_data_sharing::Value;
use synchronization::{Condvar, Event};

// ANCHOR: main
fn main() -> io::Result<()> {
    let (orders, changed) = (Value::new(0)?, Condvar::new()?);
    let (waiting, changing) = (Event::new()?, Event::new()?);
    let waiter = spawn(|| {
        let guard = orders.lock().unwrap();
        waiting.set();
        match changed.wait_while(guard, |orders| *orders == 0) {
            Ok(guard) => println!("{} orders", *guard),
            Err(poisoned) => println!("{poisoned}; {} orders", *poisoned.get_ref()),
        }
    })?;
    waiting.wait();
    let producer = spawn(|| {
        let mut guard = orders.lock().unwrap();
        *guard += 1;
        changing.set();
        thread::sleep(Duration::from_secs(60)); // It would notify after that.
    })?;
    changing.wait();
    producer.kill()?;
    println!("the producer ended with {}", producer.join()?);
    waiter.join()?;
    Ok(())
}
// ANCHOR_END: main
