//! Two processes count on one number: the counterpart of `single_value_data_sharing.py`.

use std::io;
use std::thread::sleep;
use std::time::Duration;

use process::spawn;
use single_value_data_sharing::Value;

// ANCHOR: add
fn add_100(number: &Value<i32>) {
    for _ in 0..100 {
        sleep(Duration::from_millis(10));
        *number.lock().unwrap() += 1;
    }
}
// ANCHOR_END: add

// ANCHOR: main
fn main() -> io::Result<()> {
    let number = Value::new(0)?;
    println!("the number at the beginning: {}", number.lock().unwrap());

    let first = spawn(|| add_100(&number))?;
    let second = spawn(|| add_100(&number))?;
    first.join()?;
    second.join()?;

    println!("the number at the end: {}", number.lock().unwrap());
    Ok(())
}
// ANCHOR_END: main
