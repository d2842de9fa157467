//! A child can end with code 0 and not have done its work.

use std::io;
use std::process::exit;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let child = spawn(|| {
        let largest = largest(&[]);
        println!("the largest is {largest}");
    })?;
    let status = child.join()?;
    println!("{status}, success: {}", status.success());
    Ok(())
}

/// Stands for a library that ends the program when there is nothing to do.
fn largest(numbers: &[i32]) -> i32 {
    *numbers.iter().max().unwrap_or_else(|| exit(0))
}
// ANCHOR_END: main
