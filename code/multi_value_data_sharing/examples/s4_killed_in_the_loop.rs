//! A process is killed in the middle of the loop: what it leaves, and how the next one knows.

use std::io::{self, Read, Write};
use std::thread;

use multi_value_data_sharing::Array;
use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let numbers = Array::new(&[0.0, 100.0, 200.0])?;
    kill_in_the_loop(&numbers)?;

    match numbers.lock() {
        Ok(guard) => println!("all is well: {guard:?}"),
        Err(poisoned) => {
            let mut guard = poisoned.into_inner();
            println!("poisoned, and it left {guard:?}");
            for (index, number) in guard.iter_mut().enumerate() {
                *number = 100.0 * index as f64;
            }
            numbers.clear_poison();
        }
    }
    println!("mended: {:?}", numbers.lock().unwrap());
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: kill
fn kill_in_the_loop(numbers: &Array<f64>) -> io::Result<()> {
    let (mut hears, mut says) = io::pipe()?;
    let writer = spawn(move || {
        for (index, number) in numbers.lock().unwrap().iter_mut().enumerate() {
            *number += 1.0;
            if index == 0 {
                says.write_all(b"!").unwrap();
                wait_forever();
            }
        }
    })?;
    hears.read_exact(&mut [0])?;
    writer.kill()?;
    println!("the writer ended with {}", writer.join()?);
    Ok(())
}
// ANCHOR_END: kill

fn wait_forever() -> ! {
    loop {
        thread::park();
    }
}
