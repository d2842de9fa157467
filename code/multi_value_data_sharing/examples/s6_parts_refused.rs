//! What is refused while parts are out.

use std::io;

use multi_value_data_sharing::Array;

// ANCHOR: main
fn main() -> io::Result<()> {
    let numbers = Array::new(&[1, 2, 3, 4])?;
    let mut parts = numbers.parts(2)?;
    let mut first = parts.remove(0).claim()?;
    first[0] = 100;

    println!("parts:    {}", numbers.parts(3).unwrap_err());
    println!("try_lock: {}", numbers.try_lock().unwrap_err());
    drop(first);
    drop(parts);
    println!("all parts are back: {:?}", numbers.lock().unwrap());

    let _part = numbers.parts(1)?;
    drop(numbers.lock()); // It would wait forever.
    Ok(())
}
// ANCHOR_END: main
