//! A fork copies a token as it copies everything. The first copy that is claimed has the part.

use std::io;

use multi_value_data_sharing::Array;
use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let numbers = Array::new(&[1, 2, 3, 4])?;
    let mut token = numbers.parts(1)?.pop();
    let child = spawn(|| {
        let claim = token.take().unwrap().claim().unwrap();
        println!("the child has {claim:?}");
    })?;
    child.join()?;
    let refused = token.take().unwrap().claim().unwrap_err();
    println!("the parent: {refused}");
    Ok(())
}
// ANCHOR_END: main
