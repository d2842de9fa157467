//! A torn snapshot, forced: the reader comes when one of three numbers has been changed.

use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};

use process::spawn;
use single_value_data_sharing::Shared;

// ANCHOR: main
fn main() -> io::Result<()> {
    let numbers = Shared::new([0, 100, 200].map(AtomicI32::new))?;
    let (mut changed, mut has_changed) = io::pipe()?;
    let (mut looked, mut has_looked) = io::pipe()?;

    let writer = spawn(|| {
        numbers[0].fetch_add(1, SeqCst);
        has_changed.write_all(b"!").unwrap();
        looked.read_exact(&mut [0]).unwrap();
        numbers[1].fetch_add(1, SeqCst);
        numbers[2].fetch_add(1, SeqCst);
    })?;

    changed.read_exact(&mut [0])?;
    println!("in the middle: {:?}", snapshot(&numbers));
    has_looked.write_all(b"!")?;
    writer.join()?;
    println!("at the end:    {:?}", snapshot(&numbers));
    Ok(())
}

fn snapshot(numbers: &[AtomicI32; 3]) -> [i32; 3] {
    numbers.each_ref().map(|number| number.load(SeqCst))
}
// ANCHOR_END: main
