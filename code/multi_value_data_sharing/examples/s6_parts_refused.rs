//! What the ledger of the parts refuses, and what it takes back from the dead.

use std::io;
use std::process::abort;

use multi_value_data_sharing::Array;
use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let numbers = Array::new(&[1, 2, 3, 4])?;
    claim_a_copy(&numbers)?;

    let part = numbers.parts(1)?.remove(0);
    println!("a second division: {}", numbers.parts(2).unwrap_err());
    println!("the lock: {}", numbers.try_lock().unwrap_err());

    let child = spawn(move || {
        let mut claim = part.claim().unwrap();
        claim[0] = 100;
        abort();
    })?;
    println!("the child ended with {}", child.join()?);
    println!("the lock: {}", numbers.lock().unwrap_err());
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: copy
/// The fork copies the token: a borrow, unlike a move, leaves one on either side.
fn claim_a_copy(numbers: &Array<i32>) -> io::Result<()> {
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
// ANCHOR_END: copy
