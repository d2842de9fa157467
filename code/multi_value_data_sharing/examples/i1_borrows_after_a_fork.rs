//! Two slices that do not overlap, by the borrow checker's word. After a fork there are four.

use std::io;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut numbers = [1, 2, 3, 4];
    let (left, _right) = numbers.split_at_mut(2);
    let mut left = Some(left);

    let child = spawn(|| {
        let mine = left.take().expect("it is in here");
        println!("the child has {mine:?} for itself");
    })?;
    child.join()?;
    let mine = left.take().expect("it is in here");
    println!("the parent has {mine:?} for itself");
    Ok(())
}
// ANCHOR_END: main
