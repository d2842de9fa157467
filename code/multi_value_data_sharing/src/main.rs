//! Two processes add to every number: the counterpart of `multi_value_data_sharing.py`.

use std::io;
use std::thread::sleep;
use std::time::Duration;

use multi_value_data_sharing::Array;
use process::spawn;

// ANCHOR: add
fn add_100(numbers: &Array<f64>) {
    for _ in 0..100 {
        sleep(Duration::from_millis(10));
        for number in numbers.lock().unwrap().iter_mut() {
            *number += 1.0;
        }
    }
}
// ANCHOR_END: add

// ANCHOR: main
fn main() -> io::Result<()> {
    let numbers = Array::new(&[0.0, 100.0, 200.0])?;
    println!("the numbers at the beginning: {:?}", numbers.lock().unwrap());

    let first = spawn(|| add_100(&numbers))?;
    let second = spawn(|| add_100(&numbers))?;
    first.join()?;
    second.join()?;

    println!("the numbers at the end: {:?}", numbers.lock().unwrap());
    Ok(())
}
// ANCHOR_END: main
